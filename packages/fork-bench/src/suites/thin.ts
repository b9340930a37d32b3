/**
 * At most so many of the values, evenly spread over the time in which they came: percentiles stay what they are, and values that
 * followed each other closely, which say nearly the same, count once. Rounded to four digits behind the point.
 */
export const thin = (values: readonly number[], most: number): readonly number[] => {
  const step = Math.max(values.length / most, 1);
  return Array.from({ length: Math.min(values.length, most) }, (_, index) => {
    const value = values[Math.floor(index * step)] as number;
    return Math.round(value * 10_000) / 10_000;
  });
};
