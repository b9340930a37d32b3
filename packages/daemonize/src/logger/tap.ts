/** The end of a FIFO that is read from, until nobody can write to it any more. fifo(7) */
import { readSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { errorCode, openFifoToRead } from '@proctools/core';

/** What a pipe of Linux holds. */
const BLOCK = 1 << 16;

/** More than a pipe can hold, so that there is an end to emptying one that somebody goes on writing to. */
const MOST_BLOCKS = 64;

export interface Tap {
  /** Takes all that is in it at this moment. */
  readonly empty: () => void;
  /** Resolves when its last writer has gone, and all has been taken. */
  readonly ended: Promise<void>;
}

/** Hands over what is written to a FIFO; the bytes are good only during the call. */
export const openTap = (fifo: string, take: (bytes: Buffer) => void): Tap => {
  const descriptor = openFifoToRead(fifo);
  const buffer = Buffer.allocUnsafe(BLOCK);
  let isOpen = true;
  const hand = (length: number): true => {
    take(buffer.subarray(0, length));
    return true;
  };
  const onread = { buffer, callback: hand }; // missing in the types of net.Socket's constructor, not of net.connect
  const options: SocketConstructorOpts & { onread: typeof onread } = { fd: descriptor, writable: false, onread };
  const socket = new Socket({ ...options, readable: true });
  const ended = new Promise<void>((resolve) => {
    socket
      .on('error', () => {})
      .once('close', () => {
        isOpen = false;
        resolve();
      });
  });
  socket.resume();
  const empty = (): void => {
    try {
      for (let turn = 0; isOpen && turn < MOST_BLOCKS; turn += 1) {
        const length = readSync(descriptor, buffer, 0, BLOCK, null);
        if (length === 0) return;
        hand(length);
      }
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
    }
  };
  return { empty, ended };
};
