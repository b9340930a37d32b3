// What so many pairs can tell, and how many more could tell more: an interval of a ratio narrows with the root of their number.
import { type Interval, tailOf } from './interval.ts';
import { normalQuantile } from './normal.ts';

/** More pairs than that are no advice. */
export const mostPairs = 1_000_000;

/** Half of a ratio's interval, as a share: 0.01 where it is known to ± 1 %. */
export const halfWidthOfRatio = ({ high, low }: Pick<Interval, 'low' | 'high'>): number =>
  Math.expm1((Math.log(high) - Math.log(low)) / 2);

/** Half of the interval of a value, as a share of the value. */
export const relativeHalfWidth = ({ high, low }: Pick<Interval, 'low' | 'high'>, value: number): number =>
  (high - low) / 2 / value;

/** How many pairs it would take where `pairs` gave one half-width, and another is wanted. Undefined beyond a million. */
export const pairsFor = (pairs: number, halfWidth: number, wanted: number): number | undefined => {
  const needed = Math.ceil(pairs * (halfWidth / wanted) ** 2);
  return needed <= mostPairs ? needed : undefined;
};

/**
 * The smallest difference (a share, 0.047 for 4.7 %) that pairs like these find in 8 of 10 cases (`power`), when it has
 * to be clear of a band (a share): beyond its edge by (1.96 + 0.84) standard errors at 95 %. The standard error
 * is read from the interval, so that it is as robust as that is.
 */
export const detectableDifference = (interval: Interval, level: number, band = 0, power = 0.8): number => {
  const certain = -normalQuantile(tailOf(level));
  const standardError = (Math.log(interval.high) - Math.log(interval.low)) / 2 / certain;
  return Math.expm1(Math.log1p(band) + (certain + normalQuantile(power)) * standardError);
};

/** So many pairs have to be there before there is an interval at all: 6 at 95 %. */
export const fewestPairs = (level: number): number => Math.ceil(-Math.log2(tailOf(level)));
