import { differencesBetween } from './differences.ts';
import { type Located, mapLocated, tailOf } from './interval.ts';
import { rankSumDepth } from './rank-sum.ts';

/**
 * How much larger the values of `b` are than those of `a`, which were measured apart: the median of all differences
 * (Hodges & Lehmann 1963), with the interval that the rank-sum test leaves (Hollander & Wolfe, 4.2 and 4.3). Undefined
 * where there are too few: for 95 % fewer than 4 and 4. `inflation` widens it: see `inflationOf`. `coverage` is the level.
 */
export const shiftBetween = (a: readonly number[], b: readonly number[], level: number, inflation = 1): Located => {
  const differences = differencesBetween(a, b);
  const depth = rankSumDepth(a.length, b.length, tailOf(level), inflation);
  const value = differences.median();
  if (depth === 0) return { value, interval: undefined };
  const [low, high] = [differences.at(depth), differences.at(differences.count - depth + 1)];
  return { value, interval: { low, high, coverage: level } };
};

/** How many times as large `b` is as `a`, on the scale of logarithms; all values have to be above 0. */
export const ratioBetween = (a: readonly number[], b: readonly number[], level: number, inflation = 1): Located =>
  mapLocated(shiftBetween(a.map(Math.log), b.map(Math.log), level, inflation), Math.exp);
