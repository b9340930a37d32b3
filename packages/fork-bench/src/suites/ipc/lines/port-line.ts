import type { Worker } from 'node:worker_threads';
import { bytesFor } from '../message.ts';
import { type Line, listeners } from './line.ts';

/** What a thread sends back: a copy, or the buffers themselves. */
export type Returned = Uint8Array | readonly Uint8Array[] | null;

/** Messages to a thread, copied. Nothing says when there are too many: only the window bounds them. */
export const copyingLine = (worker: Worker): Line => {
  const { all, onBack, onReady } = listeners();
  worker.on('message', () => all.back());
  return {
    ball: (kind, size) => {
      const message = bytesFor(kind, size);
      return () => {
        worker.postMessage(message);
        return true;
      };
    },
    onBack,
    onReady,
  };
};

/** Messages to a thread whose memory is handed over; it comes back with the echo or the acknowledgement, and is used again. */
export const transferringLine = (worker: Worker): Line => {
  const { all, onBack, onReady } = listeners();
  let pool: Uint8Array[] = [];
  worker.on('message', (buffers: readonly Uint8Array[]) => {
    pool.push(...buffers);
    all.back();
  });
  return {
    ball: (kind, size) => {
      pool = [];
      return () => {
        const message = pool.pop() ?? bytesFor(kind, size);
        worker.postMessage(message, [message.buffer as ArrayBuffer]);
        return true;
      };
    },
    onBack,
    onReady,
  };
};
