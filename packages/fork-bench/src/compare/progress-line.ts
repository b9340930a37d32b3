import { formatDuration } from '@proctools/core';
import type { Progress } from './action.ts';

/** A name longer than that would leave no room for the figures. */
const LONGEST_NAME = 30;

const shortened = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** `round 23 of 60  ± 1.8 % by now  12s left  node a.js`, cut to the columns. */
export const progressLine = (
  { expectedRounds, halfWidth, leftMs, phase, rounds }: Progress,
  name: string,
  columns: number,
): string => {
  const round = phase === 'warm-up' ? `warm-up ${rounds + 1}` : `round ${rounds + 1}`;
  const parts = [
    expectedRounds === undefined ? round : `${round} of ${Math.max(expectedRounds, rounds + 1)}`,
    ...(halfWidth === undefined ? [] : [`± ${percent(halfWidth)} by now`]),
    ...(leftMs === undefined ? [] : [`${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)} left`]),
    shortened(name),
  ];
  return parts.join('  ').slice(0, Math.max(columns - 1, 0));
};
