import { differencesBetween } from './differences.ts';
import { type Located, mapLocated, tailOf } from './interval.ts';
import { rankSumBound } from './rank-sum.ts';

/**
 * How much larger the values of `b` are than those of `a`, which were measured apart: the median of all differences
 * (Hodges & Lehmann 1963), with the interval that the rank-sum test leaves (Hollander & Wolfe, 4.2 and 4.3). Undefined
 * where there are too few: for 95 % fewer than 4 and 4. `inflation` widens it: see `inflationOf`. As R's wilcox.test(b, a, conf.int = TRUE).
 */
export const shiftBetween = (a: readonly number[], b: readonly number[], level: number, inflation = 1): Located => {
  const differences = differencesBetween(a, b);
  const { coverage, depth } = rankSumBound(a.length, b.length, tailOf(level), inflation);
  const value = differences.median();
  if (depth === 0) return { value, interval: undefined };
  const [low, high] = [differences.at(depth), differences.at(differences.count - depth + 1)];
  return { value, interval: { low, high, coverage } };
};

/** How many times as large `b` is as `a`, on the scale of logarithms. Throws a RangeError when a value is not above 0. */
export const ratioBetween = (a: readonly number[], b: readonly number[], level: number, inflation = 1): Located => {
  if (![...a, ...b].every((value) => value > 0 && Number.isFinite(value))) {
    throw new RangeError('only values above 0 have a ratio');
  }
  return mapLocated(shiftBetween(a.map(Math.log), b.map(Math.log), level, inflation), Math.exp);
};
