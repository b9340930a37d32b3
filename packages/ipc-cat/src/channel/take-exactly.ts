/**
 * Taking whole messages out of a channel, and not a byte of the next one: that is somebody else's. Nothing says beforehand where
 * a line ends, so it is taken byte by byte, as shells do; the first byte tells that there is one, without blocking.
 */
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { errorCode } from '@proctools/core';
import type { Incoming } from '../bytes/sockets.ts';
import type { ByteReader } from '../endpoint.ts';
import { HEADER_BYTES } from '../frames/measured.ts';

const BUFFER_BYTES = 64 * 1024;

/** Follows a message while it comes. */
export interface Progress {
  /** How many bytes can be asked for without reaching into the next message. */
  wanted(): number;
  /** Takes note of what has come; true at the end of a message. */
  took(bytes: Buffer): boolean;
}

const lineProgress = (): Progress => ({ wanted: () => 1, took: (bytes) => bytes.at(-1) === 0x0a });

const lengthProgress = (): Progress => {
  let header = Buffer.alloc(0);
  let left = HEADER_BYTES;
  return {
    wanted: () => left,
    took: (bytes) => {
      left -= bytes.length;
      if (header.length < HEADER_BYTES) {
        header = Buffer.concat([header, bytes]);
        if (header.length === HEADER_BYTES) left = header.readUInt32BE();
      }
      if (left > 0) return false;
      header = Buffer.alloc(0);
      left = HEADER_BYTES;
      return true;
    },
  };
};

export const progressOf = (framing: 'json' | 'length'): Progress =>
  framing === 'json' ? lineProgress() : lengthProgress();

/** Undefined when there is nothing more right now, or at all: whoever waits for the next byte will see. */
const readNow = (descriptor: number, buffer: Buffer): Buffer | undefined => {
  try {
    const length = readSync(descriptor, buffer, 0, buffer.length, null);
    return length === 0 ? undefined : buffer.subarray(0, length);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
};

/** Reads a socket whose `onread` has room for one byte: each piece is a message, or a part of one that has not come further. */
export const takingExactly = (
  socket: Socket,
  arriving: Incoming,
  descriptor: number,
  framing: 'json' | 'length',
): ByteReader => {
  const progress = progressOf(framing);
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  return {
    read: async () => {
      const first = await arriving.next(socket);
      if (!first) return undefined;
      buffer.set(first);
      let length = first.length;
      let isWhole = progress.took(first);
      while (!isWhole && length < buffer.length) {
        const more = readNow(descriptor, buffer.subarray(length, length + progress.wanted()));
        if (!more) break;
        length += more.length;
        isWhole = progress.took(more);
      }
      return buffer.subarray(0, length);
    },
    cancel: arriving.cancel,
  };
};
