/**
 * Today's results against those of another day. Pure.
 *
 * Sessions cannot be paired, so a change has to be larger than what the machine did to one and the same command within a
 * session (its drift). CPU time decides wherever it is known: other load hardly changes it. Time on the clock decides,
 * too, as nobody waits in CPU time; but not when others used clearly more of the machine than then: that
 * makes all slower, and is no regression.
 */
import { verdictOn } from '../compare/judge.ts';
import { driftOf } from '../stats/drift.ts';
import { inflationOf } from '../stats/effective-size.ts';
import { median } from '../stats/quantile.ts';
import { ratioBetween } from '../stats/shift.ts';
import { type Match, matchSeries } from './match.ts';
import type { Series, SeriesMetric } from './series.ts';

export interface BaselineRules {
  /** Changes inside ± this share are none. */
  readonly band: Readonly<Record<SeriesMetric, number>>;
  /** More than this share slower is too slow; undefined when nothing is. */
  readonly failIfSlower: number | undefined;
}

type ChangeVerdict = 'slower' | 'faster' | 'same' | 'cannot-tell';

/** Why a verdict that the values allow was not given, or does not count. */
export type Reservation =
  | { readonly type: 'drift'; readonly drift: number | undefined }
  /** How much of the machine others used before, and used now. */
  | { readonly type: 'load'; readonly before: number; readonly after: number };

/** One thing, then and now. */
export interface Change {
  readonly name: string;
  readonly metric: SeriesMetric;
  readonly node: string | undefined;
  /** The medians. */
  readonly before: number;
  readonly after: number;
  /** Above 1 is worse: 1.2 takes 1.2 times as long, or does 1.2 times less in a second. */
  readonly ratio: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly verdict: ChangeVerdict;
  readonly reservation: Reservation | undefined;
  readonly isTooSlow: boolean;
}

export interface BaselineJudgement {
  readonly changes: readonly Change[];
  /** Names of what was measured only then, only now, or has values that know no ratio (0, or below). */
  readonly gone: readonly string[];
  readonly added: readonly string[];
  readonly withoutRatio: readonly string[];
}

const ALPHA = 0.05;

/** So much more of the machine in the hands of others made starts of processes a tenth slower, on two cores. */
const MORE_LOAD = 0.1;

const VERDICTS = { 'a-faster': 'slower', 'b-faster': 'faster', same: 'same', 'cannot-tell': 'cannot-tell' } as const;

const driftOfBoth = ({ after, before }: Match): number | undefined => {
  const drifts = [driftOf(before.values), driftOf(after.values)].filter((drift) => drift !== undefined);
  return drifts.length === 2 ? Math.max(...drifts) : undefined;
};

/** A change has to be larger than the drift; nobody knows the drift of a few values. "The same" claims no change, and may stand. */
const driftReservation = (match: Match, verdict: ChangeVerdict, ratio: number): Reservation | undefined => {
  if (verdict !== 'slower' && verdict !== 'faster') return undefined;
  const drift = driftOfBoth(match);
  const isLarger = drift !== undefined && Math.abs(Math.log(ratio)) > Math.log1p(drift);
  return isLarger ? undefined : { type: 'drift', drift };
};

const loadReservation = ({ after, before }: Match, verdict: ChangeVerdict): Reservation | undefined => {
  if (after.metric === 'cpu' || verdict !== 'slower') return undefined;
  const [little, much] = [before.foreignShare, after.foreignShare];
  if (little === undefined || much === undefined || much - little <= MORE_LOAD) return undefined;
  return { type: 'load', before: little, after: much };
};

/** The worse, the larger: rates are turned round. */
const ratioOf = ({ after, before }: Match, level: number) => {
  const inflation = inflationOf(before.values, after.values);
  return after.better === 'less'
    ? ratioBetween(before.values, after.values, level, inflation)
    : ratioBetween(after.values, before.values, level, inflation);
};

const judgeMatch = (match: Match, level: number, { band, failIfSlower }: BaselineRules): Change => {
  const { after, before } = match;
  const { interval, value: ratio } = ratioOf(match, level);
  const bare = VERDICTS[verdictOn(interval, band[after.metric])];
  const byDrift = driftReservation(match, bare, ratio);
  const reservation = byDrift ?? loadReservation(match, bare);
  const isBeyond = failIfSlower !== undefined && interval !== undefined && interval.low > 1 + failIfSlower;
  return {
    name: after.name,
    metric: after.metric,
    node: after.node,
    before: median(before.values),
    after: median(after.values),
    ratio,
    low: interval?.low,
    high: interval?.high,
    verdict: byDrift ? 'cannot-tell' : bare,
    reservation,
    isTooSlow: isBeyond && reservation === undefined,
  };
};

const hasRatio = ({ after, before }: Match): boolean =>
  [before, after].every(
    ({ values }) => values.length > 0 && values.every((value) => value > 0 && Number.isFinite(value)),
  );

/** Judges all that was measured on both days; their intervals hold at 95 % together (Bonferroni), so that a gate with many figures is as sure as one with a single one. */
export const judgeAgainst = (
  before: readonly Series[],
  after: readonly Series[],
  rules: BaselineRules,
): BaselineJudgement => {
  const { added, gone, matches } = matchSeries(before, after);
  const fit = matches.filter(hasRatio);
  const level = 1 - ALPHA / Math.max(fit.length, 1);
  return {
    changes: fit.map((match) => judgeMatch(match, level, rules)),
    gone,
    added,
    withoutRatio: [...new Set(matches.filter((match) => !hasRatio(match)).map((match) => match.after.name))],
  };
};
