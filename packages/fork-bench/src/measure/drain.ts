import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ExitCode, errorCode, Failure, makeFifo, openFifoToRead } from '@proctools/core';

/** A pipe that is read for as long as it is open, into nothing: who writes to it has never to wait for long. */
export interface Drain {
  /** Where to write; it blocks, as a pipe does that another program reads. */
  readonly descriptor: number;
  /** Reads what has been written up to now, and answers with how many bytes have come since it was asked last. */
  readonly take: () => number;
  readonly close: () => void;
}

const CHUNK_BYTES = 1 << 16;

/** Both ends. Node has no pipe(2): it is a FIFO, whose name is gone at once. */
const openPipe = (): readonly [read: number, write: number] => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fork-bench-'));
  try {
    const file = path.join(folder, 'output');
    makeFifo(file);
    const read = openFifoToRead(file);
    return [read, openSync(file, 'w')];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Answers with 0 when there is nothing now. */
const readOnce = (descriptor: number, buffer: Uint8Array): number => {
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
};

/** So much at once at the end, or whoever writes for ever would keep us. */
const MOST_AT_END = 1 << 24;

/** Throws a Failure where no FIFO can be made. */
export const openDrain = (): Drain => {
  if (process.platform === 'win32') throw new Failure(ExitCode.usage, 'there is no pipe for output on Windows');
  const [read, write] = openPipe();
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let bytes = 0;
  const onread = {
    buffer,
    callback: (count: number): boolean => {
      bytes += count;
      return true;
    },
  };
  const socket = new Socket({ fd: read, readable: true, writable: false, onread } as SocketConstructorOpts);
  socket.unref();
  return {
    descriptor: write,
    take: () => {
      for (let most = MOST_AT_END; most > 0; ) {
        const count = readOnce(read, buffer);
        if (count === 0) break;
        bytes += count;
        most -= count;
      }
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    close: () => {
      closeSync(write);
      socket.destroy();
    },
  };
};
