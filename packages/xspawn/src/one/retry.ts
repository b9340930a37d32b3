/** Whether and when a command that failed is tried again. */

import type { RetryPlan } from '../tries.ts';
import type { Attempt } from './attempt.ts';

/** How a try ended. */
type Tried = Pick<Attempt, 'ending' | 'stopped'>;

export const hasFailed = ({ ending, stopped }: Tried): boolean =>
  stopped !== undefined || !('exited' in ending) || ending.exited !== 0;

const isCause = ({ ending, stopped }: Tried, causes: RetryPlan['causes']): boolean => {
  if (causes === undefined) return true;
  return causes.some((cause) => {
    if (cause === 'timeout') return stopped === 'timeout' || stopped === 'idle';
    if (cause === 'signal') return stopped === undefined && 'killed' in ending;
    return stopped === undefined && 'exited' in ending && ending.exited >= cause.from && ending.exited <= cause.to;
  });
};

/** What could not be started will not be able to next time; and who wrote too much would do so again. */
const isHopeless = ({ ending, stopped }: Tried): boolean => 'notStarted' in ending || stopped === 'output';

/** Whether try number `tries` is worth another. */
export const isWorthAnother = (attempt: Tried, tries: number, { causes, count }: RetryPlan): boolean =>
  tries <= count && hasFailed(attempt) && !isHopeless(attempt) && isCause(attempt, causes);

const LONGEST_MS = 24 * 60 * 60 * 1_000;

/** How long to wait after so many tries, in milliseconds. `random` is from 0 to 1. */
export const delayAfter = (tries: number, { backoff, delayMs, jitter }: RetryPlan, random = Math.random()): number => {
  const full = Math.min(delayMs * backoff ** (tries - 1), LONGEST_MS);
  return jitter ? full * random : full;
};
