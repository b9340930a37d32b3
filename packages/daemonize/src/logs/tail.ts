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

/** The span of a file that holds its last `count` lines, not before `start`; empty when there is no file. */
export const tailSpan = (file: string, count: number, start = 0): { readonly from: number; readonly to: number } => {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { from: 0, to: 0 };
    throw error;
  }
  try {
    const found = fstatSync(descriptor);
    const end = found.isFile() ? found.size : 0;
    const begin = Math.min(start, end);
    return { from: count === 0 ? end : startOfLast(descriptor, count, begin, end), to: end };
  } finally {
    closeSync(descriptor);
  }
};

/** Hands over a span of a file in pieces, so that a file of any size can be printed. */
export function* readSpan(file: string, from: number, to: number): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    for (let at = from; at < to; ) {
      const block = readRange(descriptor, at, Math.min(at + BLOCK, to));
      if (block.length === 0) return;
      at += block.length;
      yield block;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The last `count` lines of a file after `start`, as text. */
export const lastLines = (file: string, count: number, start = 0): readonly string[] => {
  const { from, to } = tailSpan(file, count, start);
  if (from === to) return [];
  const text = Buffer.concat([...readSpan(file, from, to)]).toString();
  return text.replace(/\n$/, '').split('\n');
};
