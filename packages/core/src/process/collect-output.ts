import { execa } from 'execa';
import type { Owner } from './detach/birth.ts';
import { describeEnded, endedFrom } from './ended.ts';

/** How a command went that was run for its answer. */
export interface Collected {
  /** `exit code 0`, `killed by SIGTERM`, or why it could not be started. */
  readonly ended: string;
  /** The last line of all that it wrote. */
  readonly lastLine: string;
}

/** Where and as whom it runs; ended when the signal aborts. */
interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Without the supplementary groups, which libuv takes away. */
  readonly owner: Owner | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs a command, without a shell, with exactly this environment, and collects what it writes.
 * Never rejects, except when the signal aborts; then the command is ended first.
 */
export const collectOutput = async (
  file: string,
  operands: readonly string[],
  { cwd, environment, owner, signal }: Surroundings,
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
    ...(owner && { uid: owner.uid, gid: owner.gid }),
  });
  signal.throwIfAborted();
  const { all, exitCode, signal: killedBy } = result;
  const ended =
    exitCode === undefined && killedBy === undefined
      ? result.failed
        ? (result.shortMessage?.split('\n')[0] ?? 'it could not be started')
        : 'exit code 0'
      : describeEnded(endedFrom(exitCode ?? null, killedBy ?? null));
  return { ended, lastLine: (all ?? '').trimEnd().split('\n').at(-1) ?? '' };
};
