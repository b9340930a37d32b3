import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '@proctools/core';

const BLOCK = 1 << 16;
const NEWLINE = 10;

/** Reads from `from` to `to`; shorter when the file is. */
const readRange = (descriptor: number, from: number, to: number): Buffer => {
  const buffer = Buffer.allocUnsafe(Math.max(to - from, 0));
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
};

/**
 * Where the last `count` lines begin, looking back from `end` to `start`: behind the newline that ends
 * the line before them. The newline at the very end ends the last line and opens no other.
 */
const startOfLast = (descriptor: number, count: number, start: number, end: number): number => {
  let missing = count;
  for (let to = end; to > start; to -= BLOCK) {
    const from = Math.max(to - BLOCK, start);
    const block = readRange(descriptor, from, to);
    for (let index = block.length - 1; index >= 0; index -= 1) {
      if (block[index] !== NEWLINE || from + index === end - 1) continue;
      missing -= 1;
      if (missing === 0) return from + index + 1;
    }
  }
  return start;
};

/** Opens a file; undefined when it is not there. */
export const openIfThere = (file: string): number | undefined => {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** The span of an open file that holds its last `count` lines, not before `start`. */
export const tailSpan = (
  descriptor: number,
  count: number,
  start = 0,
): { readonly from: number; readonly to: number } => {
  const found = fstatSync(descriptor);
  const end = found.isFile() ? found.size : 0;
  const begin = Math.min(start, end);
  return { from: count === 0 ? end : startOfLast(descriptor, count, begin, end), to: end };
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

/** The same, of a file by its name. */
export function* readSpan(file: string, from: number, to: number): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    yield* readOpenSpan(descriptor, from, to);
  } finally {
    closeSync(descriptor);
  }
}

/** The last `count` lines of a file after `start`, as text; none when there is no file. */
export const lastLines = (file: string, count: number, start = 0): readonly string[] => {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return [];
  try {
    const { from, to } = tailSpan(descriptor, count, start);
    if (from === to) return [];
    const text = Buffer.concat([...readOpenSpan(descriptor, from, to)]).toString();
    return text.replace(/\n$/, '').split('\n');
  } finally {
    closeSync(descriptor);
  }
};
