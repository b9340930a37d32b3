import { isSurelyExecutable } from './executable.ts';
import { giveBack, isInit } from './signals.ts';

type Execve = (file: string, argv: readonly string[], environment: Readonly<Record<string, string>>) => never;

/** There since Node 22.15 and 23.11, not on Windows. */
const { execve } = process as { execve?: Execve };

/** What Node ignores for itself, and a program would inherit ignored. */
const IGNORED = ['SIGPIPE', 'SIGXFSZ'] as const;

/** Why this process cannot become that program; undefined when it can. Node 22 and 24 abort when the kernel refuses the file. */
export const obstacleToBecoming = (file: string): string | undefined => {
  if (execve === undefined) return `Node ${process.version} has no process.execve`;
  return isSurelyExecutable(file) ? undefined : `there is no ${file} that could be executed`;
};

/** This process becomes another program: same pid, nothing of Node left. Returns when that cannot be. execve(2) */
export const becomeAnything = (
  file: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): void => {
  if (execve === undefined || obstacleToBecoming(file) !== undefined) return;
  IGNORED.forEach(giveBack);
  const { emitWarning } = process;
  process.emitWarning = () => {}; // that it is experimental
  try {
    execve.call(process, file, argv, environment);
  } catch {
    process.emitWarning = emitWarning; // Node 26 can tell
  }
};

/** The same, but not as the first process of a container, which a program that knows nothing of it would be deaf as. */
export const become: typeof becomeAnything = (file, argv, environment) => {
  if (!isInit()) becomeAnything(file, argv, environment);
};
