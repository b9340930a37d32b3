import { execa } from 'execa';
import { describeEnded, endedFrom } from './ended.ts';

/** How a command went that was run for its answer. */
export interface Collected {
  /** `exit code 0`, `killed by SIGTERM`, or why it could not be started. */
  readonly ended: string;
  /** The last line of all that it wrote. */
  readonly lastLine: string;
}

/**
 * Runs a command, without a shell, with exactly this environment, and collects what it writes.
 * Never rejects, except when the signal aborts; then the command is ended first.
 */
export const collectOutput = async (
  file: string,
  operands: readonly string[],
  {
    cwd,
    environment,
    signal,
  }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<Collected> => {
  const result = await execa(file, operands, {
    all: true,
    cancelSignal: signal,
    cwd,
    env: environment,
    extendEnv: false,
    maxBuffer: 1 << 20,
    reject: false,
    stdin: 'ignore',
  });
  signal.throwIfAborted();
  const { all, exitCode, signal: killedBy } = result;
  const ended =
    exitCode === undefined && killedBy === undefined
      ? result.failed
        ? (result.shortMessage ?? 'it could not be started')
        : 'exit code 0'
      : describeEnded(endedFrom(exitCode ?? null, killedBy ?? null));
  return { ended, lastLine: (all ?? '').trimEnd().split('\n').at(-1) ?? '' };
};
