/** Reading a log as one, whichever files it is in, while others write to it and move it. */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { errorCode } from '@proctools/core';
import { damaged } from './archives.ts';
import { layoutOf, type Part } from './layout.ts';
import type { Log } from './log.ts';
import { openIfThere, readRange, startOfLast } from './tail.ts';

/** Some bytes of a log, and the place that they begin at. */
export interface Stretch {
  readonly from: number;
  readonly bytes: Buffer;
}

const BLOCK = 1 << 16;

/** The last archive that was unpacked: it is read piece by piece. An inode alone is given out again. */
let unpacked: { readonly identity: string; readonly bytes: Buffer } | undefined;

const gunzip = (file: string, bytes: Buffer): Buffer => {
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(bytes);
  } catch (error) {
    throw damaged(file, error);
  }
};

/** By its descriptor, as its name may be another's between two looks. */
const unpack = (file: string): Buffer => {
  const descriptor = openSync(file, 'r');
  try {
    const { ino, mtimeNs, size } = fstatSync(descriptor, { bigint: true });
    const identity = `${ino} ${mtimeNs} ${size}`;
    if (unpacked?.identity !== identity) {
      unpacked = { identity, bytes: gunzip(file, readFileSync(descriptor)) };
    }
    return unpacked.bytes;
  } finally {
    closeSync(descriptor);
  }
};

const readPart = ({ file, isCompressed, length, offset, start }: Part, at: number, most: number): Buffer => {
  const from = at - start + offset;
  const to = Math.min(from + most, offset + length);
  if (isCompressed) return unpack(file).subarray(from, to);
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return Buffer.alloc(0);
  try {
    return readRange(descriptor, from, Math.max(Math.min(to, fstatSync(descriptor).size), from));
  } finally {
    closeSync(descriptor);
  }
};

/** How often a log may be moved while we read a block of it. */
const TRIES = 1_000;

/** Does something with the layout again until it was the same before and after. */
const withLayout = <Result>(log: Log, work: (parts: readonly Part[]) => Result): Result => {
  let before = '';
  for (let turn = 0; turn < TRIES; turn += 1) {
    try {
      const parts = layoutOf(log);
      const result = work(parts);
      if (log.ledger === null) return result;
      before = JSON.stringify(parts);
      if (JSON.stringify(layoutOf(log)) === before) return result;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error; // it has another number by now
    }
  }
  throw new Error(`${log.file} is moved again and again`);
};

/** At most `most` bytes at a place, or, when those are gone, of the oldest that there are; none at the end. */
export const readLog = (log: Log, at: number, most = BLOCK): Stretch =>
  withLayout(log, (parts) => {
    const from = Math.max(at, parts[0]?.start ?? 0);
    const part = parts.findLast(({ start }) => start <= from);
    if (!part || from >= part.start + part.length) return { from, bytes: Buffer.alloc(0) };
    return { from, bytes: readPart(part, from, most) };
  });

/** The place behind its last byte. */
export const endOfLog = (log: Log): number =>
  withLayout(log, (parts) => {
    const last = parts.at(-1);
    if (!last) return 0;
    return last.start + Math.max((statSync(last.file, { throwIfNoEntry: false })?.size ?? 0) - last.offset, 0);
  });

/** The place of the oldest byte that is still there. */
const beginningOfLog = (log: Log): number => withLayout(log, (parts) => parts[0]?.start ?? 0);

/** Hands over a span of a log, whatever is moved meanwhile; less when it is not there any more. */
export function* readLogSpan(log: Log, from: number, to: number): Generator<Buffer> {
  for (let at = from; at < to; ) {
    const stretch = readLog(log, at, Math.min(to - at, BLOCK));
    const length = Math.min(stretch.bytes.length, to - stretch.from);
    if (length <= 0) return;
    at = stretch.from + length;
    yield stretch.bytes.subarray(0, length);
  }
}

/** The span that holds the last `count` lines of a log, not before `start`, and at most so many bytes. */
export const tailOfLog = (
  log: Log,
  count: number,
  start = 0,
  most = Number.POSITIVE_INFINITY,
): { readonly from: number; readonly to: number } => {
  const to = endOfLog(log);
  const begin = Math.min(Math.max(start, beginningOfLog(log), to - most), to);
  const read = (one: number, two: number): Buffer => Buffer.concat([...readLogSpan(log, one, two)]);
  return { from: count === 0 ? to : startOfLast(read, count, begin, to), to };
};

/** A line may be a gigabyte long, and is wanted for a message. */
const MOST_BYTES = 1 << 16;

/**
 * The last `count` lines of a log after the place `start`, for a message; none when it cannot be read, or there is none: what is
 * to be told matters more than what it said.
 */
export const lastLines = (log: Log | null, count: number, start = 0): readonly string[] => {
  if (log === null) return [];
  try {
    const { from, to } = tailOfLog(log, count, start, MOST_BYTES);
    const text = Buffer.concat([...readLogSpan(log, from, to)]).toString();
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  } catch {
    return [];
  }
};
