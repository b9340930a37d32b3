/**
 * Reading from a pipe of a helper, in one of two ways. To be woken for each job costs as much as a tenth of the job:
 * where one ends after the other in no time, somebody looks from time to time (`drain`). Where a job takes longer
 * the event loop tells when there is something to read (`listen`).
 */
import { closeSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '@proctools/core';

/** `endless` when more may be there. */
export type Amount = 'nothing' | 'all' | 'endless';

export interface Reader {
  /** Reads what is there now, though not for ever: how much it was. */
  readonly drain: () => Amount;
  /** Calls `after` each time that something has been read. */
  readonly listen: () => void;
  readonly mute: () => void;
  /** Closes the descriptor. */
  readonly close: () => void;
}

/** As much as a pipe holds. All readers use this memory, one after the other. pipe(7) */
const BLOCK_BYTES = 65_536;
const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

const readSome = (descriptor: number): number => {
  try {
    return readSync(descriptor, block, 0, BLOCK_BYTES, null);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
};

/** Who writes faster than we read is left for the next time. */
const MOST_BLOCKS = 16;

/** The types of Node 20 forgot `onread`. */
interface Options {
  readonly fd: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly onread: { readonly buffer: Uint8Array; readonly callback: (length: number) => boolean };
}

/** A reader for a descriptor that never waits. The bytes that `take` is handed are there only until it returns. */
export const readerOf = (descriptor: number, take: (bytes: Buffer) => void, after: () => void): Reader => {
  let socket: Socket | undefined;

  const open = (): Socket => {
    const callback = (length: number): boolean => {
      take(block.subarray(0, length));
      after();
      return true;
    };
    const options: Options = { fd: descriptor, readable: true, writable: false, onread: { buffer: block, callback } };
    return new Socket(options).on('error', () => {});
  };

  return {
    drain: () => {
      let blocks = 0;
      for (let length = BLOCK_BYTES; length === BLOCK_BYTES && blocks < MOST_BLOCKS; blocks += 1) {
        length = readSome(descriptor);
        if (length === 0) break;
        take(block.subarray(0, length));
      }
      if (blocks === MOST_BLOCKS) return 'endless';
      return blocks === 0 ? 'nothing' : 'all';
    },
    listen: () => {
      if (socket) socket.resume();
      else socket = open();
    },
    mute: () => void socket?.pause(),
    close: () => {
      if (socket) socket.destroy();
      else closeSync(descriptor);
    },
  };
};
