/** Which requests were due while something was computed. Pure. */
import type { Heavy } from '../load/heavy.ts';
import type { Asked } from '../load/open-loop.ts';

/** How long a request waited, in milliseconds, from when it was to be sent. */
export const waitOf = ({ answeredMs, dueMs }: Asked): number => answeredMs - dueMs;

/** Those that were due between the sending and the answer of one of these. */
export const askedMeanwhile = (asked: readonly Asked[], heavy: readonly Heavy[]): readonly Asked[] =>
  asked.filter(({ dueMs }) => heavy.some(({ answeredMs, sentMs }) => sentMs <= dueMs && dueMs < answeredMs));
