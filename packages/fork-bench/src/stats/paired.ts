import { type Interval, type Located, mapLocated, tailOf } from './interval.ts';
import { signedRankCdf, signedRankDepth } from './signed-rank.ts';
import { type WalshAverages, walshAverages } from './walsh.ts';

const intervalOf = (averages: WalshAverages, n: number, level: number): Interval | undefined => {
  const depth = signedRankDepth(n, tailOf(level));
  if (depth === 0) return undefined;
  return {
    low: averages.at(depth),
    high: averages.at(averages.count - depth + 1),
    coverage: 1 - 2 * signedRankCdf(depth - 1, n),
  };
};

/**
 * Around which value paired differences lie: the median of their Walsh averages (Hodges & Lehmann 1963), with the
 * interval that Wilcoxon's signed-rank test leaves (Hollander & Wolfe, Nonparametric Statistical Methods, 3.2 and 3.3).
 * Where differences are equal, the interval is on the safe side. It is undefined of fewer than 6 for 95 %.
 */
export const pairedShift = (differences: readonly number[], level: number): Located => {
  const averages = walshAverages(differences);
  return { value: averages.median(), interval: intervalOf(averages, differences.length, level) };
};

/** The logarithms of b against a, pair by pair. Throws a RangeError when the lists differ in length, or a value is not above 0. */
const logRatios = (a: readonly number[], b: readonly number[]): readonly number[] => {
  if (a.length !== b.length) throw new RangeError(`pairs of ${a.length} and ${b.length} values`);
  return a.map((first, index) => {
    const second = b[index] ?? Number.NaN;
    const isFit = first > 0 && second > 0 && Number.isFinite(first) && Number.isFinite(second);
    if (!isFit) throw new RangeError(`a pair of ${first} and ${second} has no ratio`);
    return Math.log(second) - Math.log(first);
  });
};

/**
 * How many times as large b is as a, where a[i] and b[i] were measured together: their shift on the scale of logarithms,
 * so that neither a slow moment of the machine, which both shared, nor a single slow run counts for much.
 * `pairedRatio(b, a)` is one divided by it.
 */
export const pairedRatio = (a: readonly number[], b: readonly number[], level: number): Located =>
  mapLocated(pairedShift(logRatios(a, b), level), Math.exp);

/** Its interval alone, which takes half of the time. */
export const pairedRatioInterval = (
  a: readonly number[],
  b: readonly number[],
  level: number,
): Interval | undefined => {
  const ratios = logRatios(a, b);
  const interval = intervalOf(walshAverages(ratios), ratios.length, level);
  return interval && { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) };
};
