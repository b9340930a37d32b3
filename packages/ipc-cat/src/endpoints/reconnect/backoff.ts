/** When to try again, and whether. Pure. */
import { errorCode, isFailure } from '@proctools/core';
import type { Backoff } from '../../options.ts';

/** More is longer than any bound. */
const MOST_DOUBLINGS = 50;

/**
 * How long to wait before try number `tries` (from 0): anything between the two bounds, of which the upper doubles with each.
 * Those that lost the same server then do not all come back at the same moment.
 */
export const delayMs = (tries: number, { firstMs, mostMs }: Backoff, random: number): number => {
  const upperMs = Math.min(mostMs, Math.max(firstMs, 1) * 2 ** Math.min(tries + 1, MOST_DOUBLINGS));
  return firstMs + (upperMs - firstMs) * random;
};

/** What will be the same however often it is tried. */
const LASTING = 'EACCES EPERM ENOTSOCK EPROTOTYPE EPROTONOSUPPORT ENAMETOOLONG ENOTDIR ELOOP EINVAL'.split(' ');

/** Whether it may go better next time: the system said that nobody is there now, or that he cannot be reached. */
export const isPassing = (error: unknown): boolean => {
  const code = errorCode(isFailure(error) ? error.cause : error);
  return code !== undefined && !LASTING.includes(code);
};

/** The system's reason, where there is one. */
export const reasonFor = (error: unknown): string => {
  const cause = isFailure(error) && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};
