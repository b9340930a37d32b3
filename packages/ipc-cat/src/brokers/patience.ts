/** How long to wait before a broker is tried again. */
import type { Backoff } from '../options.ts';

/** Those who were cut off together do not come back together: each waits between three quarters of it and all. */
const SPREAD = 0.25;

/**
 * The time before try number `attempt` (from 0) in milliseconds: it doubles from the first to the longest.
 * `chance` is a number from 0 to 1.
 */
export const waitMs = ({ firstMs, mostMs }: Backoff, attempt: number, chance: number): number =>
  Math.round(Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30)) * (1 - SPREAD * chance));
