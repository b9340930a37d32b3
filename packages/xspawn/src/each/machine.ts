import { freemem, loadavg } from 'node:os';
import { callAfter, monotonicMs } from '@proctools/core';

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

export const thisMachine: Machine = {
  now: monotonicMs,
  date: Date.now,
  later: (ms, call) => {
    const timer = callAfter(ms, call);
    return () => clearTimeout(timer);
  },
  load: () => loadavg()[0] ?? 0,
  freeMemory: freemem,
};
