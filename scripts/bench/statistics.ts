export { mean } from '../../packages/fork-bench/src/stats/mean.ts';
export { median } from '../../packages/fork-bench/src/stats/quantile.ts';

/** The least value that so many parts of all do not exceed; NaN of nothing. */
export const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? Number.NaN;
