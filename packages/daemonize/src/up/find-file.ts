import { statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure } from '@proctools/core';

/** The file that says which daemons there are to be. */
export interface SourceFile {
  /** Absolute: by it the daemons are known to be from this file. */
  readonly path: string;
  /** As one would type it. */
  readonly label: string;
}

/** In the order in which they are looked for. */
const NAMES = ['daemonize.json', 'Procfile'];

const isFolder = (file: string): boolean => {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false; // reading it will tell
  }
};

const isSameFolder = (one: string, other: string): boolean => {
  try {
    const [first, second] = [statSync(one), statSync(other)];
    return first.ino === second.ino && first.dev === second.dev;
  } catch {
    return false; // PWD may say anything
  }
};

/** As the shell has it, with the links by which one came: what a release is linked to is another directory each time. pwd(1) */
const currentDirectory = (): string => {
  const { PWD } = process.env;
  try {
    const real = process.cwd();
    return PWD?.startsWith('/') && isSameFolder(PWD, real) ? path.normalize(PWD) : real;
  } catch (cause) {
    const hint = 'go to another, or give FILE as an absolute path';
    throw new Failure(ExitCode.failed, 'the current directory does not exist any more', { hint, cause });
  }
};

const absolute = (file: string): string =>
  path.isAbsolute(file) ? path.normalize(file) : path.resolve(currentDirectory(), file);

type Test = (file: string) => boolean;

/** The first of both in a directory that passes the first test, else the second one. */
const findIn = (folder: string, tests: readonly Test[]): SourceFile => {
  const both = NAMES.map((name) => ({ path: path.join(absolute(folder), name), label: path.join(folder, name) }));
  const [found] = tests.flatMap((test) => both.filter((one) => test(one.path)));
  if (found) return found;
  const where = folder === '.' ? 'here' : `in ${folder}`;
  throw new Failure(ExitCode.failed, `there is neither a ${NAMES.join(' nor a ')} ${where}`, { hint: 'name the file' });
};

/** The file that was given, or the one in the directory that was given, else in this one. */
export const findFile = (operand: string | undefined, ...tests: readonly Test[]): SourceFile => {
  if (operand === undefined) return findIn('.', tests);
  return isFolder(operand) ? findIn(operand, tests) : { path: absolute(operand), label: operand };
};
