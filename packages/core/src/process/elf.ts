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
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
};

export const isElf = (head: Buffer): boolean => head.length >= HEADER_BYTES && head.readUInt32BE(0) === MAGIC;

interface Machine {
  readonly number: number;
  /** The elder one of 32 bit whose programs it executes, too. */
  readonly elder?: number;
}

/** Machines of 64 bit and little endian, by Node's names. */
const MACHINES: Readonly<Record<string, Machine>> = {
  x64: { number: 62, elder: 3 },
  arm64: { number: 183, elder: 40 },
  riscv64: { number: 243 },
  loong64: { number: 258 },
};

/** Undefined where programs are no ELF files, or where we do not know what they look like. */
const ours = process.platform === 'darwin' ? undefined : MACHINES[process.arch];

const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;

const isLittle = (head: Buffer): boolean => head[5] === LITTLE_ENDIAN;

const machineOf = (head: Buffer): number => (isLittle(head) ? head.readUInt16LE(18) : head.readUInt16BE(18));

/** A program for this very kind of machine. */
export const isForThisMachine = (head: Buffer): boolean =>
  head[4] === CLASS_64 && isLittle(head) && machineOf(head) === ours?.number;

/** Whether no processor like ours has ever executed such a program. */
export const isForeign = (head: Buffer): boolean => {
  if (ours === undefined) return false;
  const machine = machineOf(head);
  return machine !== ours.number && machine !== ours.elder;
};

/** In a file of 64 bit and little endian; those above 2^53 would be beyond any file. */
const readOffset = (head: Buffer, at: number): number => head.readUInt32LE(at) + head.readUInt32LE(at + 4) * 2 ** 32;

/** The program that loads a dynamically linked one for this machine; '' when it needs none, undefined when that cannot be told. */
export const loaderOf = (head: Buffer): string | undefined => {
  const [type, at] = [head.readUInt16LE(16), readOffset(head, 32)];
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  if (!PROGRAM_TYPES.includes(type) || size !== SEGMENT_BYTES || count < 1) return undefined;
  if (at + size * count > head.length) return undefined;
  for (let entry = at; entry < at + size * count; entry += size) {
    if (head.readUInt32LE(entry) !== INTERPRETER_SEGMENT) continue;
    const [from, length] = [readOffset(head, entry + 8), readOffset(head, entry + 32)];
    return from + length > head.length ? undefined : head.toString('latin1', from, from + length - 1);
  }
  return '';
};
