// Runs that resemble the one before tell less than independent ones: 100 of them with a correlation of 0.5 tell as much
// as 33. Exact for a process that forgets at a constant rate (Bayley & Hammersley 1946), and a fair guess for others.
import { autocorrelation } from './autocorrelation.ts';

/** Each value's place among all; equal ones share theirs. A single wild run counts for no more than its place. */
const ranksOf = (values: readonly number[]): readonly number[] => {
  const places = new Map<number, { first: number; count: number }>();
  for (const [place, value] of Array.from(Float64Array.from(values).sort()).entries()) {
    const found = places.get(value);
    if (found) found.count += 1;
    else places.set(value, { first: place, count: 1 });
  }
  return values.map((value) => {
    const { count, first } = places.get(value) ?? { count: 1, first: Number.NaN };
    return first + (count - 1) / 2;
  });
};

/** A correlation that is nearly 1 would leave nothing. */
const MOST = 0.95;

/**
 * As how many independent values these count, which stand in the order in which they were measured: n (1 - r)/(1 + r),
 * with the lag-1 correlation r of their ranks, which in short lists comes out too low by about (1 + 3r)/n (Kendall 1954).
 * Never more than there are.
 */
export const effectiveSize = (values: readonly number[]): number => {
  const n = values.length;
  const { r } = autocorrelation(ranksOf(values)) ?? { r: 0 };
  const corrected = Math.min(MOST, Math.max(0, r + (1 + 3 * r) / n));
  return r > 0 ? (n * (1 - corrected)) / (1 + corrected) : n;
};

/** By how much the interval of a shift between two lists grows: the standard error goes with √(1/n + 1/m). 1 when both are independent. */
export const inflationOf = (a: readonly number[], b: readonly number[]): number => {
  const error = (n: number, m: number): number => Math.sqrt(1 / n + 1 / m);
  return error(effectiveSize(a), effectiveSize(b)) / error(a.length, b.length);
};
