import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../failure.ts';

/** What the name of a command stands for on this machine. */
export type Resolved =
  | { readonly type: 'found'; readonly file: string }
  | { readonly type: 'not-found' }
  | { readonly type: 'cannot-execute'; readonly file: string; readonly reason: string };

const candidates = (name: string, search: string, cwd: string): readonly string[] =>
  name.includes('/')
    ? [path.resolve(cwd, name)]
    : search.split(':').map((directory) => path.resolve(cwd, directory, name)); // an empty entry means the current directory

const firstLine = (file: string): string => {
  const buffer = Buffer.alloc(256);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return ''; // executable but not readable, which is no hindrance for a binary
  }
  try {
    return buffer.toString('latin1', 0, readSync(descriptor, buffer)).split('\n', 1)[0] ?? '';
  } finally {
    closeSync(descriptor);
  }
};

const obstacleOfInterpreter = (interpreter: string): string | undefined => {
  try {
    if (statSync(interpreter).isDirectory()) return 'is a directory';
    accessSync(interpreter, constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'is not executable' : 'does not exist';
  }
};

/** Why the kernel would refuse to execute an existing file; undefined when it would not. */
const obstacle = (file: string): string | undefined => {
  if (statSync(file).isDirectory()) return 'it is a directory';
  try {
    accessSync(file, constants.X_OK);
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'it is not executable' : String(errorCode(error));
  }
  const interpreter = /^#![ \t]*([^ \t]+)/.exec(firstLine(file))?.[1]; // a carriage return counts, for the kernel, too
  if (interpreter === undefined) return undefined;
  const problem = obstacleOfInterpreter(interpreter);
  return problem && `its interpreter ${interpreter.replace('\r', '\\r')} ${problem}`;
};

const exists = (file: string): boolean => {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // ENOTDIR, EACCES, ELOOP: execvp(3) goes on to the next directory
  }
};

/**
 * Finds the file that execvp(3) would execute for `name` with this PATH in this directory, and
 * says beforehand what would go wrong: not found (127), or found and not executable (126).
 */
export const resolveCommand = (name: string, search: string | undefined, cwd: string): Resolved => {
  let refused: Resolved | undefined;
  if (name === '') return { type: 'not-found' };
  for (const file of candidates(name, search ?? '/usr/local/bin:/usr/bin:/bin', cwd)) {
    if (!exists(file)) continue;
    const reason = obstacle(file);
    if (reason === undefined) return { type: 'found', file };
    refused ??= { type: 'cannot-execute', file, reason };
  }
  return refused ?? { type: 'not-found' };
};
