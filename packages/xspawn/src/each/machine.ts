import { freemem, loadavg } from 'node:os';
import { monotonicMs } from '@proctools/core';

/** What a schedule asks of the machine. */
export interface Machine {
  /** Milliseconds, of a clock that is never set. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly date: () => number;
  /** Calls back after so many milliseconds; the answer keeps it from that. */
  readonly later: (ms: number, call: () => void) => () => void;
  /** Of the last minute. */
  readonly load: () => number;
  /** In bytes. */
  readonly freeMemory: () => number;
}

/** Longer than a timer can count is as good as for ever. */
const LONGEST_MS = 2 ** 31 - 1;

export const thisMachine: Machine = {
  now: monotonicMs,
  date: Date.now,
  later: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
  load: () => loadavg()[0] ?? 0,
  freeMemory: freemem,
};
