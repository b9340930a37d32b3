/** What `--save`, `--against` and `--fail-if-slower` do, for every verb that measures. */
import { ExitCode, Failure, usageFailure } from '@proctools/core';
import { USUAL_BANDS } from '../compare/comparisons.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import { differencesBetween, differencesFrom } from './admission.ts';
import { type BaselineJudgement, judgeAgainst } from './judge-baseline.ts';
import { seriesOf } from './series.ts';
import { type Baseline, type Comparable, readBaseline, saveBaseline } from './store.ts';

export interface BaselineOptions {
  readonly save: string | undefined;
  readonly against: string | undefined;
  readonly failIfSlower: number | undefined;
  readonly anyway: boolean;
  /** Changes inside ± this share are none; undefined for the usual shares. */
  readonly band?: number | undefined;
}

const refuse = (name: string, differences: readonly string[]): Failure =>
  new Failure(ExitCode.failed, `the baseline ${name} is of another machine: ${differences.join('; ')}`, {
    hint: '--anyway compares all the same',
  });

export interface BaselineUse {
  /** What has changed; undefined without `--against`. A Failure when it was measured with another Node. */
  readonly judge: (results: readonly Comparable[]) => BaselineJudgement | undefined;
  /** Keeps the results where that was asked for. A Failure when they cannot be written. */
  readonly save: (results: readonly Comparable[]) => void;
}

const bandsFor = (band: number | undefined) => ({
  wall: band ?? USUAL_BANDS.wall,
  cpu: band ?? USUAL_BANDS.cpu,
  figure: band ?? USUAL_BANDS.wall,
});

const open = ({ against, anyway }: BaselineOptions): Baseline | undefined => {
  if (against === undefined) return undefined;
  const baseline = readBaseline(against);
  const differences = anyway ? [] : differencesFrom(baseline.results, describeMachine());
  if (differences.length > 0) throw refuse(against, differences);
  return baseline;
};

/**
 * Reads the baseline before anything is measured, so that a missing, damaged or foreign one costs nobody a minute. A
 * Failure says so; a usage Failure when there is nothing to be slower than.
 */
export const openBaseline = (options: BaselineOptions): BaselineUse => {
  const { against, anyway, band, failIfSlower, save } = options;
  if (failIfSlower !== undefined && against === undefined)
    throw usageFailure('--fail-if-slower needs results to compare with', 'name them with --against NAME');
  const baseline = open(options);
  return {
    judge: (results) => {
      if (baseline === undefined) return undefined;
      const differences = anyway ? [] : differencesBetween(baseline.results, results);
      if (differences.length > 0) throw refuse(baseline.name, differences);
      return judgeAgainst(seriesOf(baseline.results), seriesOf(results), { band: bandsFor(band), failIfSlower });
    },
    save: (results) => {
      if (save !== undefined) saveBaseline(save, results);
    },
  };
};

/** Whether the gate of `--fail-if-slower` is to fail. */
export const isTooSlow = (judgement: BaselineJudgement | undefined): boolean =>
  judgement?.changes.some((change) => change.isTooSlow) ?? false;
