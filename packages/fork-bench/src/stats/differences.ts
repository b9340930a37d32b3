// All differences between a value of one list and one of another: n · m of them, which nobody needs in memory. With
// sorted lists one walk tells how many lie below a limit, and halving the range finds any of them.
import { middleOf } from './quantile.ts';

/** What one walk sees. */
interface Border {
  /** How many differences are at most the limit. */
  readonly count: number;
  /** The largest of those, and the smallest of the others. */
  readonly below: number;
  readonly above: number;
}

const borderAt = (from: Float64Array, to: Float64Array, limit: number): Border => {
  let [count, below, above, end] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const value of from) {
    // What is taken away grows, so more and more are below the limit: all walks together are one.
    while (end < to.length && (to[end] as number) - value <= limit) end += 1;
    count += end;
    if (end > 0) below = Math.max(below, (to[end - 1] as number) - value);
    if (end < to.length) above = Math.min(above, (to[end] as number) - value);
  }
  return { count, below, above };
};

/** The differences `to - from`, in order; none is kept. */
export interface Differences {
  readonly count: number;
  /** The one at this place, from 1 to `count`. */
  readonly at: (place: number) => number;
  readonly median: () => number;
}

/** The differences between two lists of finite values, neither of them empty. */
export const differencesBetween = (from: readonly number[], to: readonly number[]): Differences => {
  const [a, b] = [Float64Array.from(from).sort(), Float64Array.from(to).sort()];
  const count = a.length * b.length;
  const at = (place: number): number => {
    let low = (b[0] ?? Number.NaN) - (a.at(-1) ?? Number.NaN);
    let high = (b.at(-1) ?? Number.NaN) - (a[0] ?? Number.NaN);
    while (low < high) {
      const middle = low + (high - low) / 2;
      const border = borderAt(a, b, middle < high ? middle : low);
      if (border.count >= place) high = border.below;
      else low = border.above;
    }
    return low;
  };
  return {
    count,
    at,
    median: () => middleOf(count, at),
  };
};
