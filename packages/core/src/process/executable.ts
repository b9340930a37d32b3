/** Whether the kernel will surely execute a file, for those who cannot live with its refusal. */
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';

const ELF = 0x7f454c46;
/** Enough for the program headers of any ordinary program. */
const HEAD_BYTES = 4_096;
const INTERPRETER_SEGMENT = 3;
/** How many interpreters may be scripts themselves. execve(2) */
const DEEPEST_SCRIPT = 4;

const readHead = (file: string): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
};

let ours: Buffer | undefined;
/** Class, byte order and machine, as Node itself has them; undefined where programs are no ELF files. elf(5) */
const isForThisMachine = (head: Buffer): boolean => {
  ours ??= readHead(process.execPath);
  return ours.readUInt32BE(0) === ELF && head.subarray(4, 6).equals(ours.subarray(4, 6)) && sameMachine(head, ours);
};

const sameMachine = (one: Buffer, other: Buffer): boolean => one.subarray(18, 20).equals(other.subarray(18, 20));

/** The program that loads a dynamically linked 64-bit one; '' when it needs none, undefined when that cannot be told. */
const loaderOf = (head: Buffer): string | undefined => {
  if (head[4] !== 2 || head[5] !== 1) return undefined; // big endian or 32 bit: seldom enough
  const [at, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)];
  if (size < 56 || at + size * count > head.length) return undefined;
  for (let entry = at; entry < at + size * count; entry += size) {
    if (head.readUInt32LE(entry) !== INTERPRETER_SEGMENT) continue;
    const [from, length] = [Number(head.readBigUInt64LE(entry + 8)), Number(head.readBigUInt64LE(entry + 32))];
    return from + length > head.length ? undefined : head.toString('latin1', from, from + length - 1);
  }
  return '';
};

const mayExecute = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const isProgram = (head: Buffer): boolean => {
  if (head.length < 64 || head.readUInt32BE(0) !== ELF || !isForThisMachine(head)) return false;
  const loader = loaderOf(head);
  return loader !== undefined && (loader === '' || mayExecute(loader));
};

/**
 * True when the file is a program for this machine whose loader is there, or a script whose interpreter is one.
 * False when it is not, or when that cannot be told: it may be executable all the same. execve(2), elf(5)
 */
export const isSurelyExecutable = (file: string, depth = 0): boolean => {
  if (depth > DEEPEST_SCRIPT || !mayExecute(file)) return false;
  let head: Buffer;
  try {
    head = readHead(file);
  } catch {
    return false; // executable, but not readable for us
  }
  if (head.toString('latin1', 0, 2) !== '#!') return isProgram(head);
  const interpreter = /^#![ \t]*(\/[^ \t\n]+)[^\n]*\n/.exec(head.toString('latin1', 0, 256))?.[1];
  return interpreter !== undefined && isSurelyExecutable(interpreter, depth + 1);
};
