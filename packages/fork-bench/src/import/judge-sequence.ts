/** What can be said of commands that were measured one after the other. Pure. */
import { verdictOn } from '../compare/judge.ts';
import type { ComparisonVerdict } from '../results.ts';
import { autocorrelation } from '../stats/autocorrelation.ts';
import { driftOf } from '../stats/drift.ts';
import { effectiveSize, inflationOf } from '../stats/effective-size.ts';
import { mean, standardDeviation } from '../stats/mean.ts';
import { tukeyFlags } from '../stats/outliers.ts';
import { ratioBetween } from '../stats/shift.ts';
import { type Summary, summarize } from '../stats/summary.ts';
import type { SequenceCommand } from './sequence.ts';

const ALPHA = 0.05;

/** One command; times in milliseconds, shares from 0 to 1, undefined where there are too few runs. */
export interface JudgedCommand extends Summary {
  readonly name: string;
  /** How much a run resembles the one before it, from -1 to 1. */
  readonly autocorrelation: number | undefined;
  readonly isDrifting: boolean;
  /** As how many independent runs they count. */
  readonly effectiveRuns: number;
  readonly drift: number | undefined;
  readonly mildOutliers: number;
  readonly severeOutliers: number;
}

/** Another command (b) against the first (a): a ratio of 1.2 says that b took 1.2 times as long. */
export interface JudgedPair {
  readonly a: string;
  readonly b: string;
  readonly ratio: number;
  /** Undefined when there are too few runs for an interval. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** What hyperfine itself would say: the ratio of the means, ± one standard deviation. */
  readonly ofMeans: number;
  readonly ofMeansSpread: number | undefined;
  /** The larger drift of the two: no smaller difference can be told. */
  readonly drift: number | undefined;
  readonly verdict: ComparisonVerdict;
  /** The runs alone would have allowed a verdict, the drift does not. */
  readonly isHeldBack: boolean;
}

export interface Judged {
  readonly commands: readonly JudgedCommand[];
  readonly pairs: readonly JudgedPair[];
}

const judgeCommand = ({ name, times }: SequenceCommand): JudgedCommand => {
  const found = autocorrelation(times);
  const flags = tukeyFlags(times);
  const count = (flag: 'mild' | 'severe'): number => flags.filter((one) => one === flag).length;
  return {
    name,
    ...summarize(times),
    autocorrelation: found?.r,
    isDrifting: found?.isDrifting ?? false,
    effectiveRuns: effectiveSize(times),
    drift: driftOf(times),
    mildOutliers: count('mild'),
    severeOutliers: count('severe'),
  };
};

/** The spread of a ratio of means, with the two taken as independent: as hyperfine has it. */
const spreadOfMeans = (a: readonly number[], b: readonly number[]): number | undefined => {
  const [first, second] = [standardDeviation(a), standardDeviation(b)];
  if (first === undefined || second === undefined) return undefined;
  return (mean(b) / mean(a)) * Math.hypot(first / mean(a), second / mean(b));
};

const smallerThan = (drift: number, ratio: number): boolean => Math.abs(Math.log(ratio)) <= Math.log1p(drift);

/** A difference has to be larger than the drift; "the same" needs a drift inside the band. Nobody knows the drift of a few runs. */
const isAllowed = (verdict: ComparisonVerdict, ratio: number, drift: number | undefined, band: number): boolean => {
  if (verdict === 'cannot-tell') return true;
  if (drift === undefined) return false;
  return verdict === 'same' ? drift <= band : !smallerThan(drift, ratio);
};

const judgePair = (a: SequenceCommand, b: SequenceCommand, level: number, band: number): JudgedPair => {
  const { interval, value: ratio } = ratioBetween(a.times, b.times, level, inflationOf(a.times, b.times));
  const drifts = [driftOf(a.times), driftOf(b.times)].filter((drift) => drift !== undefined);
  const drift = drifts.length === 2 ? Math.max(...drifts) : undefined;
  const bare = verdictOn(interval, band);
  const allowed = isAllowed(bare, ratio, drift, band);
  return {
    a: a.name,
    b: b.name,
    ratio,
    low: interval?.low,
    high: interval?.high,
    ofMeans: mean(b.times) / mean(a.times),
    ofMeansSpread: spreadOfMeans(a.times, b.times),
    drift,
    verdict: allowed ? bare : 'cannot-tell',
    isHeldBack: !allowed,
  };
};

/**
 * Judges each command by itself, and all others against the first. Runs that were measured apart cannot be paired: the
 * ratio is the shift of the one list against the other, its interval that of the rank-sum test, widened by what the runs
 * resemble each other, at 95 % for all ratios together (Bonferroni). `band` is the share inside which a difference is none.
 */
export const judgeSequence = (commands: readonly SequenceCommand[], band: number): Judged => {
  const [first, ...others] = commands;
  const level = 1 - ALPHA / Math.max(others.length, 1);
  return {
    commands: commands.map(judgeCommand),
    pairs: first === undefined ? [] : others.map((other) => judgePair(first, other, level, band)),
  };
};
