import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';

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

/** The same, of a file by its name; nothing when it is not there. */
export function* readSpan(file: string, from: number, to: number): Generator<Buffer> {
  const descriptor = from < to ? openIfThere(file) : undefined;
  if (descriptor === undefined) return;
  try {
    yield* readOpenSpan(descriptor, from, to);
  } finally {
    closeSync(descriptor);
  }
}

/** A line may be a gigabyte long, and is wanted for a message. */
const MOST_BYTES = 1 << 16;

/**
 * The last `count` lines of a file after `start`, for a message; none when it cannot be read: what is
 * to be told matters more than what it said.
 */
export const lastLines = (file: string, count: number, start = 0): readonly string[] => {
  let descriptor: number | undefined;
  try {
    descriptor = openIfThere(file);
    if (descriptor === undefined) return [];
    const { from, to } = tailSpan(descriptor, count, Math.max(start, fstatSync(descriptor).size - MOST_BYTES));
    const text = Buffer.concat([...readOpenSpan(descriptor, from, to)]).toString();
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  } catch {
    return [];
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};
