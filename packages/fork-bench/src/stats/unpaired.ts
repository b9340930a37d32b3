// For what was not measured side by side: an earlier session, another tool's results, a suite's values of one name and
// another. Whatever the machine did in one of them and not in the other counts as a difference: pairs are better.
import { type Interval, type Located, mapLocated, tailOf } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { ascending } from './quantile.ts';
import { largestWith } from './quantile-interval.ts';

/** Up to so many differences the distribution is counted out. */
const MOST_EXACT = 900;

/** P(U <= u) for Mann & Whitney's statistic (1947): the largest value is one of a, above all of b, or one of b. */
const exactCdf = (m: number, n: number): Float64Array => {
  let rows = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let a = 1; a <= m; a += 1) {
    const next = [Float64Array.of(1)];
    for (let b = 1; b <= n; b += 1) {
      const masses = new Float64Array(a * b + 1);
      for (const [u, mass] of (rows[b] as Float64Array).entries()) masses[u + b] = (mass * a) / (a + b);
      for (const [u, mass] of (next[b - 1] as Float64Array).entries()) {
        masses[u] = (masses[u] as number) + (mass * b) / (a + b);
      }
      next.push(masses);
    }
    rows = next;
  }
  let total = 0;
  return (rows[n] as Float64Array).map((mass) => {
    total += mass;
    return total;
  });
};

interface Depth {
  readonly depth: number;
  readonly coverage: number;
}

/** How many differences, counted from one end, lead to the bound; 0 when there are too few. */
const depthOf = (m: number, n: number, tail: number): Depth => {
  const most = Math.floor((m * n) / 2);
  if (m * n <= MOST_EXACT) {
    const cdf = exactCdf(m, n);
    const depth = largestWith(most, (tried) => tried === 0 || (cdf[tried - 1] ?? 1) <= tail);
    return { depth, coverage: 1 - 2 * (cdf[depth - 1] ?? 0) };
  }
  const spread = Math.sqrt((m * n * (m + n + 1)) / 12);
  const depth = Math.max(0, Math.floor((m * n) / 2 + 0.5 + normalQuantile(tail) * spread));
  return { depth, coverage: 1 - 2 * normalCdf((depth - 0.5 - (m * n) / 2) / spread) };
};

/** The difference b - a at this place (from 1) among all, found by halving the range, as in walsh.ts. */
const differenceAt = (a: readonly number[], b: readonly number[], place: number): number => {
  let low = (b[0] ?? Number.NaN) - (a.at(-1) ?? Number.NaN);
  let high = (b.at(-1) ?? Number.NaN) - (a[0] ?? Number.NaN);
  while (low < high) {
    const middle = low + (high - low) / 2;
    const limit = middle < high ? middle : low;
    let [count, below, above, fit] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (const first of a) {
      while (fit < b.length && (b[fit] as number) - first <= limit) fit += 1;
      count += fit;
      if (fit > 0) below = Math.max(below, (b[fit - 1] as number) - first);
      if (fit < b.length) above = Math.min(above, (b[fit] as number) - first);
    }
    if (count >= place) high = below;
    else low = above;
  }
  return low;
};

/**
 * By how much b lies above a: the median of all differences (Hodges & Lehmann 1963), with the interval that the test of
 * Mann & Whitney leaves (Hollander & Wolfe, 4.2 and 4.3); as R's wilcox.test(b, a, conf.int = TRUE).
 */
export const unpairedShift = (a: readonly number[], b: readonly number[], level: number): Located => {
  const [sortedA, sortedB] = [ascending(a), ascending(b)];
  const count = a.length * b.length;
  const at = (place: number): number => differenceAt(sortedA, sortedB, place);
  const { coverage, depth } = depthOf(a.length, b.length, tailOf(level));
  const value = (at(Math.ceil(count / 2)) + at(Math.floor(count / 2) + 1)) / 2;
  const interval: Interval | undefined =
    depth === 0 ? undefined : { low: at(depth), high: at(count - depth + 1), coverage };
  return { value, interval };
};

/** How many times as large b is as a; all values have to be above 0. `unpairedRatio(b, a)` is one divided by it. */
export const unpairedRatio = (a: readonly number[], b: readonly number[], level: number): Located => {
  if (![...a, ...b].every((value) => value > 0 && Number.isFinite(value))) {
    throw new RangeError('only values above 0 have a ratio');
  }
  return mapLocated(unpairedShift(a.map(Math.log), b.map(Math.log), level), Math.exp);
};
