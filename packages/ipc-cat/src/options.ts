/** The kinds of values that only ipc-cat knows. */
import { parseDuration, parseSize } from '@proctools/core';

/** How long to wait before the next try: the first time, and at most. Milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const backoffValue = {
  word: 'FROM..TO',
  expected: 'a duration, or the first and the longest, as in 1s..30s',
  read: (text: string): Backoff | undefined => {
    const [from, to = from, more] = text.split('..');
    const [firstMs, mostMs] = [parseDuration(from ?? ''), parseDuration(to ?? '')];
    if (firstMs === undefined || mostMs === undefined || more !== undefined || mostMs < firstMs) return undefined;
    return { firstMs, mostMs };
  },
};

/** Bytes a second. */
export const rateValue = {
  word: 'RATE',
  expected: 'bytes a second, such as 500k or 10M',
  read: (text: string): number | undefined => parseSize(text.replace(/\/s$/, '')) || undefined,
};
