// Things to be compared are measured together, again and again, in random order: whatever drifts meanwhile meets all of them alike.
import { monotonicMs } from '@proctools/core';
import type { Estimate } from '../results.ts';
import type { Located } from '../stats/interval.ts';
import { pairedRatio, pairedShift } from '../stats/paired.ts';
import { shuffled } from '../suites/rounds.ts';

/** Measures something once. */
export type Trial = () => Promise<number> | number;

/** What was measured of each in the same round stands in the same place. */
export type Series<Name extends string> = Readonly<Record<Name, readonly number[]>>;

interface Effort {
  readonly budgetMs: number;
  /** Rounds that are made also when the time is over. */
  readonly fewest?: number;
  readonly most: number;
}

const LEVEL = 0.95;
/** An interval of 95 % needs so many. */
const FEWEST = 6;

/** Rounds before it counts: the first of everything is slower. */
const WARM_UP = 1;

/** Each trial once a round, until the time is over. */
export const inRounds = async <Name extends string>(
  trials: Readonly<Record<Name, Trial>>,
  { budgetMs, fewest = FEWEST, most }: Effort,
): Promise<Series<Name>> => {
  const names = Object.keys(trials) as Name[];
  const series = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const end = monotonicMs() + budgetMs;
  for (let round = -WARM_UP; round < fewest || (round < most && monotonicMs() < end); round += 1) {
    for (const name of shuffled(names)) {
      const value = await trials[name]();
      if (round >= 0) series[name].push(value);
    }
  }
  return series;
};

const estimateOf = ({ interval, value }: Located): Estimate => ({
  value,
  low: interval?.low ?? Number.NEGATIVE_INFINITY,
  high: interval?.high ?? Number.POSITIVE_INFINITY,
});

/** How many times as large `b` is as `a`, which were measured in the same rounds. */
export const ratioOf = (a: readonly number[], b: readonly number[]): Estimate => estimateOf(pairedRatio(a, b, LEVEL));

/** Around what the values lie, by Hodges and Lehmann. */
export const locationOf = (values: readonly number[]): Estimate => estimateOf(pairedShift(values, LEVEL));

/** What `measure` takes, in milliseconds. */
export const timed = async (measure: () => Promise<unknown>): Promise<number> => {
  const begin = monotonicMs();
  await measure();
  return monotonicMs() - begin;
};
