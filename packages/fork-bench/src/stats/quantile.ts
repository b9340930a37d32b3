/** The values from the smallest to the largest, in a list of its own. */
export const ascending = (values: readonly number[]): readonly number[] => Array.from(Float64Array.from(values).sort());

/** The quantile of values that are in order already. */
export const quantileOfSorted = (sorted: readonly number[], share: number): number => {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  // Between equal ones nothing is added up: that would round.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
};

/**
 * The value below which this share (0 to 1) of the values lies; between two values in proportion.
 * Type 7 of Hyndman & Fan (1996), as R, NumPy and Excel have it. NaN of no values.
 */
export const quantile = (values: readonly number[], share: number): number =>
  quantileOfSorted(ascending(values), share);

/** The middle of `count` values, each of which can be had by its place from 1 on, in order. */
export const middleOf = (count: number, at: (place: number) => number): number => {
  const middle = at(Math.ceil(count / 2));
  return count % 2 === 1 ? middle : (middle + at(count / 2 + 1)) / 2;
};

/** The value in the middle; NaN of no values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
