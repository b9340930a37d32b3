import { binomialCdf } from './binomial.ts';
import { type Interval, tailOf } from './interval.ts';
import { ascending } from './quantile.ts';

/** The largest whole number from 0 to `most` for which it holds; it has to hold for 0, and for none after one for which it does not. */
export const largestWith = (most: number, holds: (number: number) => boolean): number => {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** How often a value of the distribution lies below its quantile is binomial: on that the ranks rest, whatever the distribution. */
const rankFromBelow = (n: number, share: number, tail: number): number =>
  largestWith(n, (rank) => binomialCdf(rank - 1, n, share) <= tail);

/**
 * The exact interval of a quantile (`share` from 0 to 1, both excluded), between two of the values themselves
 * (David & Nagaraja, Order Statistics, 7.1). On each side at most half of what the level leaves is outside.
 * Undefined when there are too few values: for 95 % fewer than 6 for the median, fewer than 368 for p99.
 */
export const quantileInterval = (values: readonly number[], share: number, level: number): Interval | undefined => {
  const n = values.length;
  const tail = tailOf(level);
  const fromBelow = rankFromBelow(n, share, tail);
  const fromAbove = rankFromBelow(n, 1 - share, tail);
  if (fromBelow === 0 || fromAbove === 0) return undefined;
  const sorted = ascending(values);
  const [low, high] = [sorted[fromBelow - 1], sorted[n - fromAbove]];
  if (low === undefined || high === undefined) return undefined;
  const outside = binomialCdf(fromBelow - 1, n, share) + binomialCdf(fromAbove - 1, n, 1 - share);
  return { low, high, coverage: 1 - outside };
};
