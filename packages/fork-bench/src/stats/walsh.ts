// The Walsh averages of x are (x[i] + x[j])/2 for all i <= j. 5,000 values have 12 million of them, which nobody needs
// in memory: with sorted values one walk tells how many lie below a limit, and halving the range finds any of them.
import { middleOf } from './quantile.ts';

/** What one walk along the border between smaller and larger sums sees. */
interface Border {
  /** How many sums are at most the limit. */
  readonly count: number;
  /** The largest of those, and the smallest of the others. */
  readonly below: number;
  readonly above: number;
}

const borderAt = (sorted: Float64Array, limit: number): Border => {
  let [count, below, above] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let last = sorted.length - 1;
  for (let first = 0; first < sorted.length; first += 1) {
    const value = sorted[first] as number;
    while (last >= first && value + (sorted[last] as number) > limit) last -= 1;
    // With a larger first value, fewer partners are left: so all walks together are one.
    const isDone = last < first;
    const next = sorted[isDone ? first : last + 1];
    if (next !== undefined) above = Math.min(above, value + next);
    if (isDone) break;
    count += last - first + 1;
    below = Math.max(below, value + (sorted[last] as number));
  }
  return { count, below, above };
};

/** The sum at this place (from 1) among all. Both ends of the range are sums themselves, so it ends at one, exactly. */
const sumAt = (sorted: Float64Array, place: number): number => {
  let low = 2 * (sorted[0] ?? Number.NaN);
  let high = 2 * (sorted.at(-1) ?? Number.NaN);
  while (low < high) {
    const middle = low + (high - low) / 2;
    const { above, below, count } = borderAt(sorted, middle < high ? middle : low);
    if (count >= place) high = below;
    else low = above;
  }
  return low;
};

/** The Walsh averages of some values, in order; none is kept. The values have to be finite. */
export interface WalshAverages {
  readonly count: number;
  /** The one at this place, from 1 to `count`. Takes about 50 walks along the values. */
  readonly at: (place: number) => number;
  readonly median: () => number;
}

export const walshAverages = (values: readonly number[]): WalshAverages => {
  const sorted = Float64Array.from(values).sort();
  const count = (sorted.length * (sorted.length + 1)) / 2;
  const at = (place: number): number => sumAt(sorted, place) / 2;
  return {
    count,
    at,
    median: () => middleOf(count, at),
  };
};
