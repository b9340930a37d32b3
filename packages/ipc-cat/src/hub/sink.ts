/** Where the pieces go that a member hears. */
import { writeSync } from 'node:fs';
import { errorCode } from '@proctools/core';
import type { End, Ready } from '../endpoint.ts';
import type { Framing } from '../frames/framing.ts';
import { batchIn } from './piece.ts';

export interface Sink {
  /** Settles when it was accepted. The bytes stay as they are until then. */
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
  readonly gone: Promise<unknown>;
  readonly ready?: Ready | undefined;
}

/** What is written to an end in these frames; undefined where nothing can be. */
export const sinkOf = (end: End, framing: Framing | undefined): Sink | undefined => {
  if (end.unit === 'bytes') return end.writer;
  const { writer } = end;
  if (!writer || framing === undefined) return undefined;
  return { write: (bytes) => writer.write(batchIn(bytes, framing)), end: () => writer.end(), gone: writer.gone };
};

/**
 * Writes what the system takes right now, and answers with what it did not. Handing it to Node first costs three times as much.
 * One try: a second one after half was taken would most often only throw.
 */
export const writeNow = ({ ready }: Sink, bytes: Buffer): Buffer => {
  if (!ready) return bytes;
  try {
    return bytes.subarray(writeSync(ready.descriptor, bytes));
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return bytes;
    throw error;
  }
};

const NOTHING = Buffer.alloc(0);

/**
 * Whether the other side of a socket has closed both its halves. No event tells that of one which had ended its data before;
 * but a write of nothing fails. Over TCP only from the first real write on that was refused.
 */
export const isDeserted = ({ ready }: Sink): boolean => {
  if (!ready) return false;
  try {
    writeSync(ready.descriptor, NOTHING);
    return false;
  } catch (error) {
    return errorCode(error) !== 'EAGAIN';
  }
};
