// Wilcoxon's signed-rank statistic W+ (1945): the sum of the ranks, by distance from 0, of the positive differences.
import { normalCdf, normalQuantile } from './normal.ts';
import { largestWith } from './quantile-interval.ts';

/** Up to so many differences the distribution is counted out, which takes 0.6 ms for the last one. R stops at 49. */
const MOST_EXACT = 100;

const cumulated = new Map<number, Float64Array>();

/** P(W+ <= w) for each w from 0 to n(n + 1)/2. Each rank is positive with probability 1/2, and moves what was there before. */
const exactCdf = (n: number): Float64Array => {
  const known = cumulated.get(n);
  if (known) return known;
  const most = (n * (n + 1)) / 2;
  const table = new Float64Array(most + 1);
  table[0] = 1;
  for (let rank = 1, reach = 1; rank <= n; rank += 1, reach += rank) {
    for (let w = reach; w >= 0; w -= 1) {
      table[w] = ((table[w] ?? 0) + (table[w - rank] ?? 0)) / 2;
    }
  }
  for (let w = 1; w <= most; w += 1) table[w] = (table[w] ?? 0) + (table[w - 1] ?? 0);
  cumulated.set(n, table);
  return table;
};

const centreOf = (n: number): number => (n * (n + 1)) / 4;

/** The standard deviation of W+; equal distances share their ranks, which takes something off. */
const spreadOf = (n: number, ties = 0): number => Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);

/** P(W+ <= w) without equal distances; for many by the normal distribution, with continuity correction. */
export const signedRankCdf = (w: number, n: number): number => {
  if (w < 0) return 0;
  if (n <= MOST_EXACT) return exactCdf(n)[Math.min(Math.floor(w), (n * (n + 1)) / 2)] ?? 1;
  return normalCdf((Math.floor(w) + 0.5 - centreOf(n)) / spreadOf(n));
};

/**
 * How many of the n(n + 1)/2 Walsh averages, counted from one end, lead to the bound that leaves at most this tail
 * outside; 0 when there are too few differences for any.
 */
export const signedRankDepth = (n: number, tail: number): number => {
  if (n <= MOST_EXACT) return largestWith(Math.floor(centreOf(n)), (depth) => signedRankCdf(depth - 1, n) <= tail);
  return Math.max(0, Math.floor(centreOf(n) + 0.5 + normalQuantile(tail) * spreadOf(n)));
};

interface Ranked {
  readonly n: number;
  /** W+. */
  readonly statistic: number;
  /** Over all groups of equal distances, t³ - t. */
  readonly ties: number;
}

const rank = (differences: readonly number[]): Ranked => {
  const sorted = differences.filter((difference) => difference !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  let [statistic, ties, start] = [0, 0, 0];
  while (start < sorted.length) {
    const distance = Math.abs(sorted[start] ?? 0);
    let [end, positive] = [start, 0];
    for (; end < sorted.length && Math.abs(sorted[end] ?? 0) === distance; end += 1) {
      if ((sorted[end] ?? 0) > 0) positive += 1;
    }
    const size = end - start;
    statistic += positive * (start + (size + 1) / 2);
    ties += size ** 3 - size;
    start = end;
  }
  return { n: sorted.length, statistic, ties };
};

/**
 * The two-sided p-value of "these differences lie around 0", and W+. Differences of 0 are left out. Exact, or by the
 * normal distribution when there are many, equal ones, or some of 0: as R's wilcox.test, which is exact up to 49.
 */
export const signedRankTest = (differences: readonly number[]): { statistic: number; p: number } => {
  const { n, statistic, ties } = rank(differences);
  if (n === 0) return { statistic, p: 1 };
  if (ties === 0 && n === differences.length && n <= MOST_EXACT) {
    const side = Math.min(signedRankCdf(statistic, n), 1 - signedRankCdf(statistic - 1, n));
    return { statistic, p: Math.min(1, 2 * side) };
  }
  const distance = Math.max(0, Math.abs(statistic - centreOf(n)) - 0.5);
  return { statistic, p: Math.min(1, 2 * normalCdf(-distance / spreadOf(n, ties))) };
};
