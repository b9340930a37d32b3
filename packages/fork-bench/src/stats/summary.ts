import { ascending, quantileOfSorted } from './quantile.ts';
import { quantileInterval } from './quantile-interval.ts';

/** The figures of one thing that was measured often, named as in a Measurement. */
export interface Summary {
  readonly n: number;
  readonly p50: number;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
  /** The exact interval of the median; undefined of fewer than 6 values (at 95 %). */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Above a percentile there has to be a value: so p90 takes 10 of them, and p99 takes 100. The division would round. */
const isEnough = (n: number, percent: number): boolean => n * (100 - percent) >= 100;

/** Median, percentiles where there are values enough, and the interval of the median. Throws a RangeError of no values. */
export const summarize = (values: readonly number[], level = 0.95): Summary => {
  if (values.length === 0) throw new RangeError('no values to summarize');
  const sorted = ascending(values);
  const percentile = (percent: number): number | undefined =>
    isEnough(values.length, percent) ? quantileOfSorted(sorted, percent / 100) : undefined;
  const interval = quantileInterval(sorted, 0.5, level);
  return {
    n: values.length,
    p50: quantileOfSorted(sorted, 0.5),
    p90: percentile(90),
    p99: percentile(99),
    low: interval?.low,
    high: interval?.high,
  };
};
