import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';

const BLOCK = 1 << 16;
const NEWLINE = 10;

/** Reads from `from` to `to`; shorter when the file is. */
export const readRange = (descriptor: number, from: number, to: number): Buffer => {
  const buffer = Buffer.allocUnsafe(Math.max(to - from, 0));
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
};

type ReadRange = (from: number, to: number) => Buffer;

/**
 * Where the last `count` lines begin, looking back from `end` to `start`: behind the newline that ends
 * the line before them. The newline at the very end ends the last line and opens no other.
 */
export const startOfLast = (read: ReadRange, count: number, start: number, end: number): number => {
  let missing = count;
  for (let to = end; to > start; to -= BLOCK) {
    const from = Math.max(to - BLOCK, start);
    const block = read(from, to);
    for (let index = block.length - 1; index >= 0; index -= 1) {
      if (block[index] !== NEWLINE || from + index === end - 1) continue;
      missing -= 1;
      if (missing === 0) return from + index + 1;
    }
  }
  return start;
};

/**
 * Opens a file for reading; undefined when it is not there, or is none that can be read twice, such as
 * a FIFO, for whose writer one would have to wait.
 */
export const openIfThere = (file: string): number | undefined => {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Failure(ExitCode.failed, `cannot read ${file}`, { cause: error });
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
};

/** The span of an open file that holds its last `count` lines, not before `start`. */
export const tailSpan = (
  descriptor: number,
  count: number,
  start = 0,
): { readonly from: number; readonly to: number } => {
  const end = fstatSync(descriptor).size;
  const begin = Math.min(start, end);
  return {
    from: count === 0 ? end : startOfLast((one, two) => readRange(descriptor, one, two), count, begin, end),
    to: end,
  };
};

/** Hands over a span of an open file in pieces, so that a file of any size can be printed. */
export function* readOpenSpan(descriptor: number, from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to; ) {
    const block = readRange(descriptor, at, Math.min(at + BLOCK, to));
    if (block.length === 0) return;
    at += block.length;
    yield block;
  }
}
