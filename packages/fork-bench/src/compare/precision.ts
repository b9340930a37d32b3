import { pairedRatioInterval } from '../stats/paired.ts';
import { halfWidthOfRatio, relativeHalfWidth } from '../stats/power.ts';
import { median } from '../stats/quantile.ts';
import { quantileInterval } from '../stats/quantile-interval.ts';
import { metrics, type Reading, valuesTogether } from './metric.ts';

const ofRatio = (a: readonly number[], b: readonly number[], level: number): number => {
  const interval = pairedRatioInterval(a, b, level);
  return interval ? halfWidthOfRatio(interval) : Number.POSITIVE_INFINITY;
};

const ofMedian = (values: readonly number[], level: number): number => {
  const interval = quantileInterval(values, 0.5, level);
  return interval ? relativeHalfWidth(interval, median(values)) : Number.POSITIVE_INFINITY;
};

/**
 * How sure one is by now: half of the widest interval, as a share. Of several commands it is the interval of their
 * ratios to the reference, of one command that of its median; of wall clock and CPU time, where there is one.
 * Infinity when there are too few rounds for an interval. It does not depend on which command is faster: so who stops
 * by it claims no more differences than he should.
 */
export const widestHalfWidth = (
  reference: readonly Reading[],
  others: readonly (readonly Reading[])[],
  level: number,
): number => {
  // As many ratios, as many chances to be wrong: the strictest level at which the judge may look at them.
  const strictest = 1 - (1 - level) / Math.max(1, others.length);
  const widths = metrics.flatMap((metric) => {
    if (others.length === 0) {
      const [values] = valuesTogether([reference], metric) ?? [];
      return values ? [ofMedian(values, level)] : [];
    }
    return others.flatMap((other) => {
      const [a, b] = valuesTogether([reference, other], metric) ?? [];
      return a && b ? [ofRatio(a, b, strictest)] : [];
    });
  });
  return widths.length > 0 ? Math.max(...widths) : Number.POSITIVE_INFINITY;
};
