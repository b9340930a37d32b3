/** Whether the kernel will surely execute a file, for those who cannot live with its refusal; or will surely not. */
import { accessSync, constants, readdirSync } from 'node:fs';
import { isElf, isForeign, isForThisMachine, loaderOf, readHead } from './elf.ts';

/** How many interpreters may be scripts themselves. execve(2) */
const DEEPEST_SCRIPT = 4;

const mayExecute = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** How a file begins. Undefined for what is not readable for us; it may be executable all the same. */
export const headOf = (file: string): Buffer | undefined => {
  try {
    return readHead(file);
  } catch {
    return undefined;
  }
};

const isLoader = (file: string): boolean => {
  const head = mayExecute(file) ? headOf(file) : undefined;
  return head !== undefined && isElf(head) && isForThisMachine(head);
};

const isProgram = (head: Buffer): boolean => {
  if (!isElf(head) || !isForThisMachine(head)) return false;
  const loader = loaderOf(head);
  return loader !== undefined && (loader === '' || isLoader(loader));
};

/**
 * True when the file is a program for this machine whose loader is there, or a script whose interpreter is one.
 * False when it is not, or when that cannot be told: it may be executable all the same. execve(2), elf(5)
 */
export const isSurelyExecutable = (file: string, depth = 0): boolean => {
  if (depth > DEEPEST_SCRIPT || !mayExecute(file)) return false;
  const head = headOf(file);
  if (head === undefined) return false;
  if (head.toString('latin1', 0, 2) !== '#!') return isProgram(head);
  const interpreter = /^#![ \t]*(\/[^ \t\n\0]+)[^\n]*\n/.exec(head.toString('latin1', 0, 256))?.[1];
  return interpreter !== undefined && isSurelyExecutable(interpreter, depth + 1);
};

/** Whether the kernel was told of interpreters for the programs of other machines. */
const hasEmulators = (): boolean => {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name !== 'register' && name !== 'status');
  } catch {
    return false;
  }
};

/**
 * Why the kernel will refuse the program that begins so, as far as that can be told beforehand; undefined when it will
 * not. A text without a #! line it refuses as well, and execvp(3) hands that to sh: it would do so with the program of
 * another machine, too.
 */
export const refusalOf = (head: Buffer): string | undefined => {
  if (!isElf(head)) return undefined;
  if (isForeign(head)) return hasEmulators() ? undefined : 'it is a program for another kind of machine';
  const loader = isForThisMachine(head) ? loaderOf(head) : undefined;
  return loader && !mayExecute(loader) ? `its loader ${loader} is missing` : undefined;
};
