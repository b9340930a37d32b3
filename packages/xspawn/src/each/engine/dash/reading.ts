import type { Pipe } from './pipes.ts';
import { type Amount, readerOf } from './reader.ts';
import type { Ticker } from './ticker.ts';

/** How closely one listens: not at all, from time to time, or always. */
export type Attention = 'none' | 'ticks' | 'events';

/** Both pipes of a slot. */
export interface Reading {
  readonly attend: (attention: Attention) => void;
  /** Reads what has been written; `endless` when somebody writes faster. */
  readonly drain: () => Amount;
  readonly close: () => void;
}

export interface ReadingListener {
  /** Only there until the call returns. */
  readonly bytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** Something has been read. */
  readonly after: () => void;
  /** A tick, and there was nothing. */
  readonly nothing: () => void;
}

/**
 * Standard output first: what belongs to a mark there has been written to standard error before, so that one look at
 * each brings both.
 */
export const readPipes = (
  stdout: Pipe,
  stderr: Pipe,
  ticker: Ticker,
  { after, bytes, nothing }: ReadingListener,
): Reading => {
  const stdoutReader = readerOf(stdout.read, (some) => bytes('stdout', some), after);
  const stderrReader = readerOf(stderr.read, (some) => bytes('stderr', some), after);
  const readers = [stdoutReader, stderrReader];
  let attention: Attention = 'none';

  const drain = (): Amount => {
    const [out, err] = [stdoutReader.drain(), stderrReader.drain()];
    if (out === 'endless' || err === 'endless') return 'endless';
    return out === 'all' || err === 'all' ? 'all' : 'nothing';
  };
  const tick = (): void => {
    if (drain() === 'nothing') nothing();
    else after();
  };
  return {
    attend: (wanted) => {
      if (wanted === attention) return;
      if (attention === 'ticks') ticker.remove(tick);
      if (attention === 'events') for (const reader of readers) reader.mute();
      attention = wanted;
      if (wanted === 'ticks') ticker.add(tick);
      if (wanted === 'events') for (const reader of readers) reader.listen();
    },
    drain,
    close: () => {
      ticker.remove(tick);
      for (const reader of readers) reader.close();
    },
  };
};
