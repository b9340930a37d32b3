// A line through points of which some are wild: the median of the slopes between any two of them.
import { type Located, tailOf } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { ascending, quantileOfSorted } from './quantile.ts';
import { largestWith } from './quantile-interval.ts';

export type Point = readonly [x: number, y: number];

/** Up to so many points the distribution is counted out. */
const MOST_EXACT = 60;

/** The probability of at most so many inversions in a random order of n things, for Kendall's test (1938). */
const inversionCdf = (n: number): readonly number[] => {
  let masses = [1];
  for (let size = 2; size <= n; size += 1) {
    // The largest thing stands in any of `size` places, with as many inversions as things behind it.
    const next = new Array<number>(masses.length + size - 1).fill(0);
    for (const [count, mass] of masses.entries()) {
      for (let behind = 0; behind < size; behind += 1) next[count + behind] = (next[count + behind] ?? 0) + mass / size;
    }
    masses = next;
  }
  let total = 0;
  return masses.map((mass) => {
    total += mass;
    return total;
  });
};

/** Points with the same x have no slope between them. */
const slopesOf = (points: readonly Point[]): readonly number[] =>
  ascending(
    points.flatMap(
      ([x, y], index) =>
        points
          .slice(index + 1)
          .filter(([other]) => other !== x)
          .map(([otherX, otherY]) => (otherY - y) / (otherX - x) + 0), // never -0
    ),
  );

const groupSizes = (values: readonly number[]): readonly number[] => {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()];
};

/** The variance of Kendall's S when several points have the same x (Sen 1968, 2.6), with v(n) = n(n - 1)(2n + 5)/18. */
const varianceOfS = (n: number, groups: readonly number[]): number => {
  const v = (size: number): number => (size * (size - 1) * (2 * size + 5)) / 18;
  return v(n) - groups.reduce((total, size) => total + v(size), 0);
};

interface Depth {
  /** How many slopes, counted from one end, lead to the bound; 0 when there are too few. */
  readonly depth: number;
  readonly coverage: number;
}

/** The slopes below the true one are inversions of the order of the points, when y is taken relative to the line. */
const exactDepth = (n: number, slopes: number, tail: number): Depth => {
  const cdf = [0, ...inversionCdf(n)];
  const depth = largestWith(Math.floor(slopes / 2), (tried) => (cdf[tried] ?? 1) <= tail);
  return { depth, coverage: 1 - 2 * (cdf[depth] ?? 0) };
};

const normalDepth = (spread: number, slopes: number, tail: number): Depth => {
  const depth = Math.max(0, Math.floor((slopes + normalQuantile(tail) * spread) / 2));
  return { depth, coverage: 1 - 2 * normalCdf((2 * depth - slopes) / spread) };
};

/**
 * The slope of a line through points, of which a quarter may lie anywhere: the median of all slopes (Theil 1950, Sen 1968),
 * with its interval: exact by Kendall's distribution up to 60 points with different x, else by the normal one.
 * The value is NaN of points with only one x; the interval is undefined when there are too few (below 5 for 95 %).
 */
export const theilSen = (points: readonly Point[], level: number): Located => {
  const tail = tailOf(level);
  const slopes = slopesOf(points);
  const value = quantileOfSorted(slopes, 0.5);
  const groups = groupSizes(points.map(([x]) => x));
  const isExact = groups.length === points.length && points.length <= MOST_EXACT;
  const { coverage, depth } = isExact
    ? exactDepth(points.length, slopes.length, tail)
    : normalDepth(Math.sqrt(varianceOfS(points.length, groups)), slopes.length, tail);
  const [low, high] = [slopes[depth - 1], slopes[slopes.length - depth]];
  if (depth === 0 || low === undefined || high === undefined) return { value, interval: undefined };
  return { value, interval: { low, high, coverage } };
};
