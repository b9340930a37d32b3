/** What pairs tell: of the same command what could have been seen, of two commands what one adds. */
import { pairedRatio } from '../stats/paired.ts';
import { detectableDifference } from '../stats/power.ts';
import { median } from '../stats/quantile.ts';
import { quantileInterval } from '../stats/quantile-interval.ts';
import type { Cost, Resolution } from './fact.ts';
import { type Pairs, valuesOf } from './pairs.ts';

const LEVEL = 0.95;

/** A price is asked for each variable that is set: with 95 % one in twenty would seem to cost something. */
const COST_LEVEL = 0.99;

const detectable = ({ a, b }: Pairs, name: 'wallMs' | 'cpuMs'): number | undefined => {
  const [first, second] = [valuesOf(a, name), valuesOf(b, name)];
  const interval = first && second && pairedRatio(first, second, LEVEL).interval;
  return interval && detectableDifference(interval, LEVEL);
};

/** The smallest difference that pairs like these would show; undefined of fewer than 6. */
export const resolutionOf = (pairs: Pairs): Resolution | undefined => {
  const wall = detectable(pairs, 'wallMs');
  return wall === undefined ? undefined : { pairs: pairs.a.length, wall, cpu: detectable(pairs, 'cpuMs') };
};

/**
 * What b adds to a: CPU time where each run has it, as other load hardly changes that, else time on the clock.
 * Undefined of fewer than 8 pairs.
 */
export const costOf = ({ a, b }: Pairs): Cost | undefined => {
  const name = valuesOf(a, 'cpuMs') && valuesOf(b, 'cpuMs') ? 'cpuMs' : 'wallMs';
  const added = b.map((reading, at) => (reading[name] ?? Number.NaN) - (a[at]?.[name] ?? Number.NaN));
  const interval = quantileInterval(added, 0.5, COST_LEVEL);
  return (
    interval && {
      metric: name === 'cpuMs' ? 'cpu' : 'wall',
      pairs: added.length,
      addedMs: median(added),
      lowMs: interval.low,
      highMs: interval.high,
    }
  );
};
