import { monotonicMs, sleep } from '@proctools/core';
import type { End } from '../../endpoint.ts';
import type { Backoff } from '../../options.ts';
import { late } from '../connect.ts';
import type { Opening } from '../opening.ts';
import { delayMs, isPassing, reasonFor } from './backoff.ts';

export interface Patience {
  readonly name: string;
  readonly connect: (opening: Opening) => Promise<End>;
  readonly backoff: Backoff;
  readonly opening: Opening;
}

/** A row of tries: after a loss, or from the beginning. */
export interface Row {
  /** Why the first try has to wait; undefined: it need not. */
  readonly why: string | undefined;
  /** How many tries in vain there have been already. */
  readonly tries: number;
  readonly signal: AbortSignal;
}

/** Tries until somebody answers. A Failure when the time for the whole row is over, or no further try would help. */
export const connectPatiently = async ({ backoff, connect, name, opening }: Patience, row: Row): Promise<End> => {
  const deadline = monotonicMs() + (opening.connectTimeoutMs ?? Number.POSITIVE_INFINITY);
  const leftMs = (): number => Math.max(deadline - monotonicMs(), 0);
  const wait = async (why: string, tries: number): Promise<void> => {
    const inMs = delayMs(tries, backoff, Math.random());
    opening.tell({ type: 'reconnecting', name, why, inMs: Math.round(inMs) });
    await sleep(Math.min(inMs, leftMs()), row.signal);
    if (leftMs() === 0) throw late(name);
  };
  let { tries, why } = row;
  for (;;) {
    if (why !== undefined) await wait(why, tries++);
    try {
      const connectTimeoutMs = opening.connectTimeoutMs === undefined ? undefined : leftMs();
      return await connect({ ...opening, connectTimeoutMs, signal: AbortSignal.any([opening.signal, row.signal]) });
    } catch (error) {
      if (!isPassing(error)) throw error;
      why = reasonFor(error);
    }
  }
};
