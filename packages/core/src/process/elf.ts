/** What the beginning of a program says about it. elf(5) */
import { closeSync, openSync, readSync } from 'node:fs';

const MAGIC = 0x7f454c46;
/** Enough for the program headers of any ordinary program. */
const HEAD_BYTES = 4_096;
const HEADER_BYTES = 64;
const INTERPRETER_SEGMENT = 3;
const SEGMENT_BYTES = 56;
/** A program, or one that can lie anywhere in memory; the other types are parts of programs, and memory dumps. */
const PROGRAM_TYPES: readonly number[] = [2, 3];

/** Throws when the file cannot be read. */
export const readHead = (file: string): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
};

export const isElf = (head: Buffer): boolean => head.length >= HEADER_BYTES && head.readUInt32BE(0) === MAGIC;

const machineOf = (head: Buffer): number => (head[5] === 1 ? head.readUInt16LE(18) : head.readUInt16BE(18));

let ours: Buffer | undefined;
const ourHead = (): Buffer => {
  ours ??= readHead(process.execPath);
  return ours;
};

/** Machines that execute the programs of another, too: those of 64 bit and their elders of 32. */
const ALSO: Readonly<Record<number, number>> = { 62: 3, 183: 40 };

/** Machine, class and byte order as Node itself has them. False where programs are no ELF files. */
export const isForThisMachine = (head: Buffer): boolean =>
  isElf(ourHead()) && head.subarray(4, 6).equals(ourHead().subarray(4, 6)) && machineOf(head) === machineOf(ourHead());

/** Whether no processor like ours has ever executed such a program. */
export const isForeign = (head: Buffer): boolean => {
  if (!isElf(ourHead())) return false;
  const [machine, own] = [machineOf(head), machineOf(ourHead())];
  return machine !== own && machine !== ALSO[own];
};

/** The program that loads a dynamically linked 64-bit one; '' when it needs none, undefined when that cannot be told. */
export const loaderOf = (head: Buffer): string | undefined => {
  if (head[4] !== 2 || head[5] !== 1) return undefined; // big endian or 32 bit: seldom enough
  const [type, at] = [head.readUInt16LE(16), Number(head.readBigUInt64LE(32))];
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  if (!PROGRAM_TYPES.includes(type) || size !== SEGMENT_BYTES || count < 1) return undefined;
  if (at + size * count > head.length) return undefined;
  for (let entry = at; entry < at + size * count; entry += size) {
    if (head.readUInt32LE(entry) !== INTERPRETER_SEGMENT) continue;
    const [from, length] = [Number(head.readBigUInt64LE(entry + 8)), Number(head.readBigUInt64LE(entry + 32))];
    return from + length > head.length ? undefined : head.toString('latin1', from, from + length - 1);
  }
  return '';
};
