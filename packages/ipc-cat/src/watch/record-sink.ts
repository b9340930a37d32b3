/** Where the record is written to. */
import { constants, openSync, write } from 'node:fs';
import { ExitCode, errorCode, Failure, sleep } from '@proctools/core';
import { writerOf } from '../bytes/descriptors.ts';

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
const FULL_MS = 2;

const writeSome = (bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(STDERR, bytes, (error, written) => (error ? reject(error) : resolve(written)));
  });

const writeOrWait = async (bytes: Buffer): Promise<number> => {
  try {
    return await writeSome(bytes);
  } catch (error) {
    // Full, and somebody has made it non-blocking: it is not ours alone.
    if (errorCode(error) !== 'EAGAIN') throw error;
    await sleep(FULL_MS);
    return 0;
  }
};

/** Standard error; a slow reader of it never stops this thread. `before` is called before each write. */
export const stderrSink = (before: () => void): Sink => ({
  name: 'standard error',
  write: async (bytes) => {
    before();
    for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(await writeOrWait(rest));
  },
  close: async () => {},
});
