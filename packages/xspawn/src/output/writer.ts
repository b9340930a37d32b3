import { write } from 'node:fs';
import { errorCode } from '@proctools/core';

/** Writes to one descriptor in order, without ever keeping the event loop from signals and timers. */
export interface Writer {
  readonly write: (bytes: Buffer) => void;
  /** Bytes that have been handed in and are not written yet. */
  readonly backlog: () => number;
  /** Resolves when nothing is left to write. */
  readonly drained: () => Promise<void>;
  /** Why nothing more can be written: EPIPE when the reader went away, ENOSPC, … */
  readonly error: () => NodeJS.ErrnoException | undefined;
  /** Called once, when that happens. */
  readonly onError: (listener: (error: NodeJS.ErrnoException) => void) => void;
}

/** Until then a pipe that somebody made non-blocking may have been read. */
const FULL_PIPE_MS = 5;

/** A writer for an open descriptor. With a failed write all that is left is dropped. */
export const writerTo = (descriptor: number): Writer => {
  let queue: Buffer[] = [];
  let backlog = 0;
  let isWriting = false;
  let failure: NodeJS.ErrnoException | undefined;
  let listeners: ((error: NodeJS.ErrnoException) => void)[] = [];
  const waiting: (() => void)[] = [];

  const settle = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };

  const fail = (error: NodeJS.ErrnoException): void => {
    failure = error;
    queue = [];
    backlog = 0;
    isWriting = false;
    for (const tell of listeners.splice(0)) tell(error);
    settle();
  };

  const next = (): void => {
    const bytes = queue.length === 1 ? queue[0] : Buffer.concat(queue);
    queue = [];
    isWriting = bytes !== undefined && bytes.length > 0;
    if (isWriting && bytes) writeOut(bytes);
    else settle();
  };

  const writeOut = (bytes: Buffer): void =>
    write(descriptor, bytes, 0, bytes.length, null, (error, written) => {
      if (error && errorCode(error) === 'EAGAIN') {
        setTimeout(() => writeOut(bytes), FULL_PIPE_MS);
        return;
      }
      if (error) return fail(error);
      backlog -= written;
      if (written < bytes.length) writeOut(bytes.subarray(written));
      else next();
    });

  return {
    write: (bytes) => {
      if (failure || bytes.length === 0) return;
      queue.push(bytes);
      backlog += bytes.length;
      if (!isWriting) next();
    },
    backlog: () => backlog,
    drained: () => (isWriting ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    error: () => failure,
    onError: (listener) => {
      if (failure) listener(failure);
      else listeners = [...listeners, listener];
    },
  };
};

/** Whether the reader of what we write went away, which is a normal end. Windows calls that EOF. */
export const isReaderGone = (error: unknown): boolean => ['EPIPE', 'EOF'].includes(errorCode(error) ?? '');
