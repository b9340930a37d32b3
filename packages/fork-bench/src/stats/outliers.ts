import { ascending, quantileOfSorted } from './quantile.ts';

/** Why a run stands apart from the others; it is flagged, and never dropped. */
export type Flag = 'mild' | 'severe';

/** So many times the distance between the quartiles, beyond them. */
const MILD = 1.5;
const SEVERE = 3;

/**
 * Tukey's flags (Exploratory Data Analysis, 1977), on logarithms: run times have a long tail to the right, and with the
 * times themselves the slow runs of any command would be flagged, the too fast ones never. One for each value that has one.
 */
export const tukeyFlags = (values: readonly number[]): readonly (Flag | undefined)[] => {
  const logs = values.map(Math.log);
  const sorted = ascending(logs);
  const [lower, upper] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const isBeyond = (log: number, fences: number): boolean =>
    log < lower - fences * (upper - lower) || log > upper + fences * (upper - lower);
  return logs.map((log) => {
    if (isBeyond(log, SEVERE)) return 'severe';
    return isBeyond(log, MILD) ? 'mild' : undefined;
  });
};
