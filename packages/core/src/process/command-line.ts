import { accessSync, constants, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../failure.ts';
import { headOf, refusalOf } from './executable.ts';

/** What the name of a command stands for on this machine. */
export type Resolved =
  | { readonly type: 'found'; readonly file: string }
  | { readonly type: 'not-found' }
  | { readonly type: 'cannot-execute'; readonly file: string; readonly reason: string };

const directories = (name: string, search: string): readonly string[] =>
  name.includes('/') ? ['.'] : search.split(':'); // an empty entry means the current directory

const obstacleOfInterpreter = (interpreter: string): string | undefined => {
  try {
    if (statSync(interpreter).isDirectory()) return 'is a directory';
    accessSync(interpreter, constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'is not executable' : 'does not exist';
  }
};

/** How much of a script's first line the kernel reads. execve(2) */
const LINE_BYTES = 256;

/** Why the kernel would refuse to execute an existing file; undefined when it would not. */
const obstacle = (file: string): string | undefined => {
  try {
    accessSync(file, constants.X_OK);
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'it is not executable' : String(errorCode(error));
  }
  const head = headOf(file);
  if (head === undefined) return undefined;
  const line = head.toString('latin1', 0, LINE_BYTES);
  const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(line)?.[1]; // a carriage return counts, for the kernel, too
  if (interpreter === undefined) return refusalOf(head);
  const problem = obstacleOfInterpreter(interpreter);
  return problem && `its interpreter ${interpreter.replace('\r', '\\r')} ${problem}`;
};

const look = (file: string): Stats | undefined => {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // ENOTDIR, EACCES, ELOOP: execvp(3) goes on to the next directory
  }
};

/**
 * Finds the file that execvp(3) would execute for `name` with this PATH in this directory, and
 * says beforehand what would go wrong: not found (127), or found and not executable (126).
 */
export const resolveCommand = (name: string, search: string | undefined, cwd: string): Resolved => {
  let refused: Resolved | undefined;
  if (name === '') return { type: 'not-found' };
  for (const directory of directories(name, search ?? '/usr/local/bin:/usr/bin:/bin')) {
    const file = path.resolve(cwd, directory, name);
    const stats = look(file);
    if (stats === undefined) continue;
    const reason = stats.isDirectory() ? 'it is a directory' : obstacle(file);
    if (reason === undefined) return { type: 'found', file };
    refused ??= { type: 'cannot-execute', file, reason };
  }
  return refused ?? { type: 'not-found' };
};
