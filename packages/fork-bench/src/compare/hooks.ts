// Commands around the measured ones: they are run by a shell, and not measured.
import { collectOutput, ExitCode, Failure, resolveCommand } from '@proctools/core';
import type { Shell, Subject } from './subject.ts';

/** Where hooks run: as the measured commands do. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const shellWords = (shell: Shell): readonly string[] => (shell.type === 'shell' ? shell.words : ['sh']);

/**
 * Runs a hook of this subject, when it has one. A Failure when it does not end with 0, with the last line that it
 * wrote; rejects when the signal aborts, after the hook was ended.
 */
export const runHook = async (
  subject: Subject,
  which: keyof Subject['hooks'],
  shell: Shell,
  { cwd, environment, signal }: Surroundings,
): Promise<void> => {
  const line = subject.hooks[which];
  if (line === undefined) return;
  const [name = 'sh', ...options] = shellWords(shell);
  const resolved = resolveCommand(name, environment.PATH, cwd);
  const file = resolved.type === 'found' ? resolved.file : name;
  const { ended, lastLine } = await collectOutput(file, [...options, '-c', line], {
    cwd,
    environment,
    owner: undefined,
    signal,
  });
  if (ended === 'exit code 0') return;
  const said = lastLine === '' ? '' : `: ${lastLine}`;
  throw new Failure(ExitCode.failed, `--${which} failed (${ended}) for ${subject.name}${said}`, {
    hint: `it was: ${line}`,
  });
};
