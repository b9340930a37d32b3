/**
 * Moving bytes. What comes in small pieces goes through the event loop. Where much comes at once and both sides are
 * descriptors that never block, it is read and written right away until one of them has to wait: that is three times as fast.
 */
import { readSync, writeSync } from 'node:fs';
import { errorCode, monotonicMs } from '@proctools/core';
import type { ByteReader, ByteWriter } from '../endpoint.ts';
import { asReading, ReadError } from './flow.ts';
import type { Tally } from './tally.ts';

/** A piece that is smaller does not look as if there were more. */
const MUCH_BYTES = 32 * 1024;
/** In which signals, timers and the other direction have to wait. */
const SLICE_MS = 8;
/** Half of what a Unix socket holds: one side fills while the other empties (measured: 128 KiB against 64 KiB to 1 MiB). */
const BUFFER_BYTES = 128 * 1024;

let shared: Buffer | undefined;

const buffer = (): Buffer => {
  shared ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
  return shared;
};

/** That a descriptor would have to wait is an Error, thousands of times; where it came from costs more than it (x 1.6). */
const untraced = (): (() => void) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
};

/** Undefined when there is nothing yet. */
const readNow = (descriptor: number): number | undefined => {
  const restore = untraced();
  try {
    return readSync(descriptor, buffer(), 0, BUFFER_BYTES, null);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return undefined;
    throw new ReadError(error);
  } finally {
    restore();
  }
};

/** How much of it was taken right now. */
const writeNow = (descriptor: number, bytes: Buffer): number => {
  const restore = untraced();
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
  } catch (error) {
    if (errorCode(error) !== 'EAGAIN') throw error;
  } finally {
    restore();
  }
  return written;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Moves what there is; answers when one side has to wait, or others have waited long enough. */
const burst = async (reader: ByteReader, writer: ByteWriter, tally: Tally): Promise<'end' | 'more'> => {
  const end = monotonicMs() + SLICE_MS;
  do {
    const [from, to] = [reader.ready?.descriptor, writer.ready?.descriptor];
    const length = from === undefined || to === undefined ? undefined : readNow(from);
    if (length === undefined || to === undefined) return 'more';
    if (length === 0) return 'end';
    tally.add(length);
    const bytes = buffer().subarray(0, length);
    const written = writeNow(to, bytes);
    if (written < length) await writer.write(Buffer.from(bytes.subarray(written))); // others may use the buffer meanwhile
    tally.accept(length);
  } while (monotonicMs() < end);
  await turn();
  return 'more';
};

/** Moves bytes from one side to the other, as they are. */
export const moveBytes =
  (tally: Tally) =>
  async (reader: ByteReader, writer: ByteWriter): Promise<'end' | 'more'> => {
    const bytes = await asReading(reader.read());
    if (bytes === undefined) return 'end';
    tally.add(bytes.length);
    await writer.write(bytes);
    tally.accept(bytes.length);
    if (bytes.length < MUCH_BYTES || !reader.ready || !writer.ready) return 'more';
    return burst(reader, writer, tally);
  };
