/** Values become figures. Pure. */
import type { Measurement } from '../results.ts';
import { summarize } from '../stats/summary.ts';
import type { Series } from './gather.ts';

/**
 * The figures of all series that have values: the median with its exact interval, and percentiles where there are enough values
 * for them (p90: 10, p99: 100). Many rounds of few values, as of rates, so have an interval, too: from 6 on.
 */
export const measurementsOf = (all: readonly Series[]): readonly Measurement[] =>
  all.filter(({ values }) => values.length > 0).map((series) => ({ ...series, ...summarize(series.values) }));
