import { monotonicMs, sleep } from '@proctools/core';
import type { Backoff } from '../../options.ts';
import { late } from '../connect.ts';
import type { Opening } from '../opening.ts';
import { delayMs, isPassing, reasonFor } from './backoff.ts';

export interface Patience<Found> {
  readonly name: string;
  readonly connect: (opening: Opening) => Promise<Found>;
  readonly backoff: Backoff;
  readonly opening: Opening;
  /** Whether the next try may go better, and how a reason is told; by the system's error when nothing is said. */
  readonly isPassing?: (error: unknown) => boolean;
  readonly reasonFor?: (error: unknown) => string;
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
export const connectPatiently = async <Found>(patience: Patience<Found>, row: Row): Promise<Found> => {
  const { backoff, connect, name, opening } = patience;
  const mayPass = patience.isPassing ?? isPassing;
  const reasonOf = patience.reasonFor ?? reasonFor;
  const deadline = monotonicMs() + (opening.connectTimeoutMs ?? Number.POSITIVE_INFINITY);
  const leftMs = (): number => Math.max(deadline - monotonicMs(), 0);
  const wait = async (why: string, tries: number): Promise<void> => {
    if (leftMs() === 0) throw late(name);
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
      if (row.signal.aborted || !mayPass(error)) throw error;
      why = reasonOf(error);
    }
  }
};
