import { isSurelyExecutable } from './executable.ts';
import { giveBack, isInit } from './signals.ts';

type Execve = (file: string, argv: readonly string[], environment: Readonly<Record<string, string>>) => never;

/** There since Node 22.15 and 23.11, not on Windows. */
const { execve } = process as { execve?: Execve };

/** What Node ignores for itself, and a program would inherit ignored. */
const IGNORED = ['SIGPIPE', 'SIGXFSZ'] as const;

/**
 * This process becomes another program: same pid, nothing of Node left. Returns when that cannot be: without execve(2),
 * or when the kernel might refuse the file, since Node 22 and 24 abort then; and as the first process of a container, which
 * a program that knows nothing of it would be deaf as.
 */
export const become = (file: string, argv: readonly string[], environment: Readonly<Record<string, string>>): void => {
  if (execve === undefined || isInit() || !isSurelyExecutable(file)) return;
  IGNORED.forEach(giveBack);
  const { emitWarning } = process;
  process.emitWarning = () => {}; // that it is experimental
  try {
    execve.call(process, file, argv, environment);
  } catch {
    process.emitWarning = emitWarning; // Node 26 can tell
  }
};
