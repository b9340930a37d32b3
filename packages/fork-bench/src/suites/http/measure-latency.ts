// A server under a load that it takes easily.
import { withChild } from '../child.ts';
import type { LoadAnswer, LoadSpec } from '../load/load-spec.ts';
import { thin } from '../thin.ts';

/** Requests a second: a tenth, or less, of what the slowest of the servers takes. */
const MODERATE_RATE = 500;

export interface Latencies {
  readonly ratePerSecond: number;
  /** From when a request was to be sent until it was answered, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** How late the generator itself sent it: part of the former. */
  readonly latenessMs: readonly number[];
}

const MOST_VALUES = 500;

/** The first requests make connections, and have the server compile. */
const UNCOUNTED_SHARE = 0.1;

/** Asks for about so long. */
export const measureLatency = async (port: number, isKeepAlive: boolean, ms: number): Promise<Latencies> => {
  const spec: LoadSpec = { type: 'open', port, ratePerSecond: MODERATE_RATE, ms, isKeepAlive };
  const { asked } = await withChild({ entry: 'child-load', spec }, (child) => child.next<LoadAnswer>());
  const counted = asked
    .toSorted((one, other) => one.dueMs - other.dueMs)
    .slice(Math.floor(asked.length * UNCOUNTED_SHARE));
  return {
    ratePerSecond: MODERATE_RATE,
    latenciesMs: thin(
      counted.map(({ answeredMs, dueMs }) => answeredMs - dueMs),
      MOST_VALUES,
    ),
    latenessMs: thin(
      counted.map(({ dueMs, sentMs }) => sentMs - dueMs),
      MOST_VALUES,
    ),
  };
};
