// The rank-sum statistic U of Mann & Whitney (1947): how many of the n · m differences between two lists are below 0,
// when both come from one distribution.
import { normalCdf, normalQuantile } from './normal.ts';
import { largestWith } from './quantile-interval.ts';

/** Up to so many values together the distribution is counted out. */
const MOST_EXACT = 60;

/**
 * P(U <= u) for each u from 0 to n · m: which n of the n + m ranks are the first list's is as good as any other choice.
 * U is the sum of those ranks less the smallest such sum.
 */
const exactCdf = (n: number, m: number): Float64Array => {
  const most = n * m;
  // Ways to choose k ranks of those seen so far with this U; the k-th chosen, at rank r, adds r - k.
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (let rank = 1; rank <= n + m; rank += 1) {
    for (let chosen = Math.min(n, rank); chosen >= Math.max(1, rank - m); chosen -= 1) {
      const [without, now] = [ways[chosen - 1] as Float64Array, ways[chosen] as Float64Array];
      for (let u = rank - chosen; u <= most; u += 1) now[u] = (now[u] ?? 0) + (without[u - (rank - chosen)] ?? 0);
    }
  }
  const table = ways[n] as Float64Array;
  for (let u = 1; u <= most; u += 1) table[u] = (table[u] ?? 0) + (table[u - 1] ?? 0);
  const all = table[most] ?? 1;
  return table.map((count) => count / all);
};

/** The standard deviation of U. */
const spreadOf = (n: number, m: number): number => Math.sqrt((n * m * (n + m + 1)) / 12);

/** Where an interval ends. */
interface Bound {
  /** How many of the n · m differences, counted from one end, lead to it; 0 when there are too few. */
  readonly depth: number;
  /** Of the interval between the two bounds. */
  readonly coverage: number;
}

/**
 * The bound that leaves at most this tail outside. `inflation` widens it, for values that resemble the one before: 1 for
 * independent ones.
 */
export const rankSumBound = (n: number, m: number, tail: number, inflation = 1): Bound => {
  const centre = (n * m) / 2;
  if (inflation === 1 && n + m <= MOST_EXACT) {
    const cdf = exactCdf(n, m);
    const depth = largestWith(Math.floor(centre), (tried) => tried === 0 || (cdf[tried - 1] ?? 1) <= tail);
    return { depth, coverage: 1 - 2 * (cdf[depth - 1] ?? 0) };
  }
  const spread = spreadOf(n, m) * inflation;
  const depth = Math.max(0, Math.floor(centre + 0.5 + normalQuantile(tail) * spread));
  return { depth, coverage: 1 - 2 * normalCdf((depth - 0.5 - centre) / spread) };
};
