/** Whether what has ended is started again, and when: knows no clock and no dice. */
import type { Ended } from '@proctools/core';
import type { Supervision } from '../settings.ts';

/** What counts for the next pause, and for giving up. */
export interface History {
  /** Restarts in a row, none of which was followed by a healthy run. */
  readonly row: number;
  /** When it was started again, as far as that still matters. */
  readonly restarts: readonly number[];
}

export const NO_HISTORY: History = { row: 0, restarts: [] };

/** A moment in milliseconds, and a number from 0 to 1 that nobody can foretell. */
export interface Chance {
  readonly atMs: number;
  readonly random: number;
}

/** A run of so long was a healthy one: what comes after it is a new trouble. */
export const HEALTHY_MS = 10_000;

/** A clean death by one of these is nobody's failure: somebody asked it to end. */
const ASKED_TO_END: readonly string[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];

const isFailure = (how: Ended | undefined): boolean =>
  how === undefined || ('exited' in how ? how.exited !== 0 : !ASKED_TO_END.includes(how.killed));

/** Whether what ended so by itself is to be started again. */
export const isToBeRestarted = (restart: Supervision['restart'], how: Ended | undefined): boolean =>
  restart === 'always' || (restart === 'on-failure' && isFailure(how));

/** So many doublings make any pause the longest; 1024 would make Infinity, and no number of a pause of 0. */
const DOUBLINGS = 1000;

/** The first of a row comes at once; from then on each pause is twice the one before, of which a random half is left out. */
const pauseBefore = (row: number, random: number, { shortestMs, longestMs }: Supervision['backoff']): number =>
  row === 0 ? 0 : Math.round(Math.min(shortestMs * 2 ** Math.min(row - 1, DOUBLINGS), longestMs) * (1 - random / 2));

/** After which pause it is started again, and the history from then on; no pause when it was too often. */
export const nextTry = (
  history: History,
  uptimeMs: number,
  { atMs, random }: Chance,
  { backoff, maxRestarts }: Supervision,
): { readonly history: History; readonly pauseMs: number | undefined } => {
  const recent = maxRestarts ? history.restarts.filter((then) => atMs - then < maxRestarts.withinMs) : [];
  if (maxRestarts && recent.length >= maxRestarts.count) {
    return { history: { ...history, restarts: recent }, pauseMs: undefined };
  }
  const row = uptimeMs >= HEALTHY_MS ? 0 : history.row;
  return {
    history: { row: row + 1, restarts: maxRestarts ? [...recent, atMs] : [] },
    pauseMs: pauseBefore(row, random, backoff),
  };
};
