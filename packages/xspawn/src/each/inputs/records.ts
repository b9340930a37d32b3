import type { Readable } from 'node:stream';
import { ExitCode, Failure } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import type { Pull } from './pull.ts';
import { recordCutter, type Separator } from './record-cutter.ts';

/** So many bytes are read ahead of what is asked for: it shows soon how many inputs there are. */
const AHEAD = 1 << 20;

/** Nothing that the kernel takes for an operand comes near: such a record has the wrong separator. */
const LONGEST = 1 << 24;

/** The inputs that a stream holds. */
export interface Records {
  /** Rejects with a Failure when the stream cannot be read. */
  readonly next: Pull<Bytes>;
  /** How many there are; undefined while that is not known. */
  readonly total: () => number | undefined;
}

const tooLong = (name: string, separator: Separator): Failure =>
  new Failure(ExitCode.toolFailed, `${name}: an input is longer than ${LONGEST >> 20}M`, {
    hint: separator === '\0' ? 'do they end with newlines? then leave out -0' : 'do they end with NUL? then say -0',
  });

/** Reads a stream as fast as its records are taken, and not much faster. `name` is for error messages. */
export const recordsOf = (stream: Readable, name: string, separator: Separator): Records => {
  const cutter = recordCutter(separator);
  let failure: Failure | undefined;
  let isEnded = false;
  let wake = (): void => {};

  const fail = (error: Failure): void => {
    failure = error;
    stream.destroy();
    wake();
  };
  stream.on('data', (chunk: Buffer) => {
    cutter.add(chunk);
    if (cutter.size() > AHEAD) stream.pause();
    wake();
  });
  stream.on('error', (cause) => fail(new Failure(ExitCode.toolFailed, `cannot read ${name}`, { cause })));
  stream.on('end', () => {
    cutter.end();
    isEnded = true;
    wake();
  });

  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      stream.resume();
    });
  const takeLater = async (): Promise<Bytes | undefined> => {
    for (;;) {
      await wait();
      const record = cutter.take();
      if (record !== undefined || isEnded) return record;
      if (cutter.size() > LONGEST) fail(tooLong(name, separator));
      if (failure) throw failure;
    }
  };
  return {
    next: () => {
      const record = cutter.take();
      if (stream.isPaused() && cutter.size() < AHEAD / 2) stream.resume();
      if (record !== undefined || isEnded) return record;
      return failure ? Promise.reject(failure) : takeLater();
    },
    total: cutter.total,
  };
};
