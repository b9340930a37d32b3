/** Where the record is written to. */
import { constants, openSync } from 'node:fs';
import { ExitCode, errorCode, Failure } from '@proctools/core';
import { writerOf } from '../bytes/descriptors.ts';
import { writeSome } from '../bytes/files.ts';

export interface Sink {
  readonly name: string;
  write(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** A FIFO that nobody reads is refused instead of waited for. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK;

/** A file, FIFO or device. A Failure when it cannot be written. */
export const fileSink = (file: string): Sink => {
  const name = `--tee ${file}`;
  try {
    const { part } = writerOf(openSync(file, FLAGS, 0o666), name);
    return { name, write: (bytes) => part.write(bytes), close: () => part.end() };
  } catch (cause) {
    const hint = errorCode(cause) === 'ENXIO' ? { hint: 'it is a FIFO, and nobody reads it' } : {};
    throw new Failure(ExitCode.failed, `${name}: cannot be written`, { cause, ...hint });
  }
};

const STDERR = 2;
/** Standard error; a slow reader of it never stops this thread. `before` is called before each write. */
export const stderrSink = (before: () => void): Sink => ({
  name: 'standard error',
  write: async (bytes) => {
    before();
    for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(await writeSome(STDERR, rest));
  },
  close: async () => {},
});
