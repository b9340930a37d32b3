// Times of a second that differ by a microsecond lose their digits in a plain sum of squares.
// So sums are compensated (Neumaier 1974), and deviations are taken from the mean (Chan, Golub & LeVeque 1983).

/** The sum, as exact as if it had been added up with twice the digits. */
export const sum = (values: readonly number[]): number => {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
};

/** The arithmetic mean; NaN of no values. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The values' distances from their mean. */
export const deviations = (values: readonly number[]): readonly number[] => {
  const centre = mean(values);
  return values.map((value) => value - centre);
};

/** The standard deviation of a sample, with n - 1 below; undefined of fewer than two values. */
export const standardDeviation = (values: readonly number[]): number | undefined => {
  if (values.length < 2) return undefined;
  const distances = deviations(values);
  // The second term is 0 but for what was lost when the mean was rounded.
  const squares = sum(distances.map((distance) => distance ** 2)) - sum(distances) ** 2 / values.length;
  return Math.sqrt(Math.max(squares, 0) / (values.length - 1));
};
