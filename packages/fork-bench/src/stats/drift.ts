import { median } from './quantile.ts';

const PARTS = 3;

/** Fewer runs in a part say nothing about the machine. */
const FEWEST = 3;

/**
 * How far one and the same command moved while it was measured: the runs in their order are cut into three parts, and the
 * medians of those that differ most are compared. 0.08 says that one part took 8 % longer than another. As noise counts, too,
 * a few runs seem to drift more than many. Undefined of fewer than 9 runs, and of values that are not above 0.
 */
export const driftOf = (values: readonly number[]): number | undefined => {
  const size = values.length / PARTS;
  if (size < FEWEST || values.some((value) => !(value > 0))) return undefined;
  const medians = Array.from({ length: PARTS }, (_, part) =>
    median(values.slice(Math.round(part * size), Math.round((part + 1) * size))),
  );
  return Math.max(...medians) / Math.min(...medians) - 1;
};
