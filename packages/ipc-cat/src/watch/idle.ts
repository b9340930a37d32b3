import { monotonicMs } from '@proctools/core';

/** So finely is the time looked at: a part of it, within bounds. */
const PARTS = 20;
const [SHORTEST_LOOK_MS, LONGEST_LOOK_MS] = [5, 1_000];

/** How often to look, so that it is noticed not much later than it should be. */
export const lookEveryMs = (timeoutMs: number): number =>
  Math.min(Math.max(timeoutMs / PARTS, SHORTEST_LOOK_MS), LONGEST_LOOK_MS);

/**
 * Calls `onIdle` once when `mark` has answered with the same for so long. Nothing is asked of those who move the data, and
 * they do not become slower. Answers with how to stop it.
 */
export const watchForIdleness = (timeoutMs: number, mark: () => unknown, onIdle: () => void): (() => void) => {
  let seen = mark();
  let since = monotonicMs();
  const look = (): void => {
    const [now, found] = [monotonicMs(), mark()];
    if (found !== seen) {
      seen = found;
      since = now;
    } else if (now - since >= timeoutMs) {
      clearInterval(timer);
      onIdle();
    }
  };
  const timer = setInterval(look, lookEveryMs(timeoutMs));
  return () => clearInterval(timer);
};
