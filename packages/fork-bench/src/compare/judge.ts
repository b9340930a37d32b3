// Which of two commands is faster, or whether one cannot tell. Claims are made by whole intervals, never by the estimate.
import type { Comparison, ComparisonVerdict, Metric } from '../results.ts';
import { holmShares } from '../stats/holm.ts';
import type { Interval, Located } from '../stats/interval.ts';
import { pairedRatio } from '../stats/paired.ts';
import { detectableDifference, fewestPairs, mostPairs } from '../stats/power.ts';
import { metrics, type Reading, valuesTogether } from './metric.ts';

export interface Contestant {
  readonly name: string;
  /** One for each round: those with the same index were measured together. */
  readonly readings: readonly Reading[];
}

export interface Rules {
  /** Differences inside ± this share count as none: a ratio from 1/(1 + band) to 1 + band. */
  readonly band: number;
  /** Of all comparisons of one metric together: 0.95. */
  readonly level: number;
}

/** The smaller the ratio, the faster is b. Without a band nothing is ever the same. */
export const verdictOn = (interval: Pick<Interval, 'low' | 'high'> | undefined, band: number): ComparisonVerdict => {
  if (interval === undefined) return 'cannot-tell';
  const { high, low } = interval;
  if (low > 1 + band) return 'a-faster';
  if (high < 1 / (1 + band)) return 'b-faster';
  return low >= 1 / (1 + band) && high <= 1 + band && band > 0 ? 'same' : 'cannot-tell';
};

/**
 * About how many pairs more would settle it, if the estimate is right: as each side of the interval narrows with the root
 * of the number of pairs, it has to be so much narrower that it leaves the band, or fits into it. Undefined
 * when nobody has the time: the estimate lies at the edge of the band.
 */
export const morePairsFor = (ratio: number, interval: Interval, pairs: number, band: number): number | undefined => {
  const [edge, at] = [Math.log1p(band), Math.log(ratio)];
  const [below, above] = [at - Math.log(interval.low), Math.log(interval.high) - at];
  const isBeyond = Math.abs(at) > edge;
  const narrower = isBeyond
    ? (at > 0 ? below : above) / (Math.abs(at) - edge)
    : Math.max(below / (edge + at), above / (edge - at));
  const more = Math.max(1, Math.ceil(pairs * narrower ** 2) - pairs);
  return more <= mostPairs ? more : undefined;
};

type Columns = readonly [a: readonly number[], b: readonly number[]];

interface Duel {
  readonly a: string;
  readonly b: string;
  readonly metric: Metric;
  readonly values: Columns;
}

const ratioAt = ({ values: [a, b] }: Duel, level: number): Located => pairedRatio(a, b, level);

/**
 * A claim needs more than its interval: where the machine is so busy that runs scatter by far more than the band, one interval
 * of 20 misses the truth by more than that, too. So an interval at 99.8 % has to exclude equality as well; with it 3 claims
 * of 100 about equal commands, on a machine at a load of 10, became none.
 */
const DOUBT = 25;

const strictly = (level: number): number => 1 - (1 - level) / DOUBT;

/** At the stricter level: what can be told, and how many more pairs would make it clear. */
const doubtAbout = (duel: Duel, level: number) => {
  const { interval, value } = ratioAt(duel, strictly(level));
  const pairs = duel.values[0].length;
  if (interval === undefined) return { isClear: false, more: fewestPairs(strictly(level)) - pairs, interval };
  const at = Math.abs(Math.log(value));
  const side = value > 1 ? Math.log(value / interval.low) : Math.log(interval.high / value);
  return { isClear: side < at, more: Math.max(1, Math.ceil(pairs * (side / at) ** 2) - pairs), interval };
};

const isDifference = (verdict: ComparisonVerdict): boolean => verdict === 'a-faster' || verdict === 'b-faster';

const comparisonOf = (duel: Duel, level: number, band: number): Comparison => {
  const { interval, value } = ratioAt(duel, level);
  const pairs = duel.values[0].length;
  const bare = verdictOn(interval, band);
  const doubt = band > 0 ? doubtAbout(duel, level) : undefined;
  const isDoubtful = doubt !== undefined && isDifference(bare) && !doubt.isClear;
  const verdict = isDoubtful ? 'cannot-tell' : bare;
  const settling = interval ? morePairsFor(value, interval, pairs, band) : fewestPairs(level) - pairs;
  const missing = isDoubtful ? (doubt.more <= mostPairs ? doubt.more : undefined) : settling;
  const clearOf = (found: Interval | undefined, at: number, edge: number): number | undefined =>
    found && detectableDifference(found, at, edge);
  const detectables = [clearOf(interval, level, band), clearOf(doubt?.interval, strictly(level), 0)];
  return {
    a: duel.a,
    b: duel.b,
    metric: duel.metric,
    ratio: value,
    low: interval?.low,
    high: interval?.high,
    pairs,
    band,
    verdict,
    morePairs: verdict === 'cannot-tell' ? missing : undefined,
    detectable: interval && Math.max(...detectables.filter((share) => share !== undefined)),
  };
};

/**
 * The duels of one metric are one family: Holm's way says at which level each difference is claimed, so that with
 * probability `level` none of the claims is false, however many commands there are. What is not claimed to differ,
 * "same" included, is judged by the interval at the strictest of these levels (Bonferroni's), so each shown
 * interval is at least as wide as one at `level`, and each verdict can be read from its own.
 */
const judgeFamily = (duels: readonly Duel[], { band, level }: Rules): readonly Comparison[] => {
  const shares = holmShares(duels.length, 1 - level, (index, share) => {
    const duel = duels[index];
    return duel !== undefined && isDifference(verdictOn(ratioAt(duel, 1 - share).interval, band));
  });
  return duels.map((duel, index) => comparisonOf(duel, 1 - (shares[index] ?? 1 - level), band));
};

/**
 * Each of the others (b) against the reference (a), first by wall clock, then by CPU time where all have it. A ratio of 1.2
 * says that b took 1.2 times as long. Nothing is said of a metric without pairs, or with readings of 0.
 */
export const judge = (reference: Contestant, others: readonly Contestant[], rules: Rules): readonly Comparison[] =>
  metrics.flatMap((metric) => {
    const duels = others.flatMap(({ name, readings }): readonly Duel[] => {
      const [a, b] = valuesTogether([reference.readings, readings], metric) ?? [];
      return a && b ? [{ a: reference.name, b: name, metric, values: [a, b] }] : [];
    });
    return judgeFamily(duels, rules);
  });
