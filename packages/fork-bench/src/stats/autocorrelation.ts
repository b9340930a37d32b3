import { deviations, sum } from './mean.ts';

export interface Autocorrelation {
  /** From -1 to 1: how much a run resembles the one before it. */
  readonly r: number;
  /** Independent runs stay between -bound and bound in 95 of 100 cases. */
  readonly bound: number;
  /** Beyond it: the machine drifted, and intervals of one command alone are too narrow. */
  readonly isDrifting: boolean;
}

/**
 * The autocorrelation of successive values at lag 1, as R's acf and NIST have it, with the bound 2/√n
 * (Box & Jenkins). Undefined of fewer than 3 values, and of equal ones.
 */
export const autocorrelation = (values: readonly number[]): Autocorrelation | undefined => {
  const distances = deviations(values);
  const squares = sum(distances.map((distance) => distance ** 2));
  if (values.length < 3 || !(squares > 0)) return undefined;
  const products = distances.slice(1).map((distance, index) => distance * (distances[index] ?? Number.NaN));
  const r = sum(products) / squares;
  const bound = 2 / Math.sqrt(values.length);
  return { r, bound, isDrifting: r > bound };
};
