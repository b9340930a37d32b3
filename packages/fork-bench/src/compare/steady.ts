import { median } from '../stats/quantile.ts';

/** So many runs are compared with so many before them. */
const WINDOW = 5;

/**
 * Whether a command is warm: the median of its last 5 runs lies within the spread of the 5 before them. While caches
 * fill, each run is faster than those before, and it lies below.
 */
export const isSteady = (wallMs: readonly number[]): boolean => {
  if (wallMs.length < 2 * WINDOW) return false;
  const before = wallMs.slice(-2 * WINDOW, -WINDOW);
  const now = median(wallMs.slice(-WINDOW));
  return now >= Math.min(...before) && now <= Math.max(...before);
};
