import type { Estimate } from '../../results.ts';
import type { Claim, Judgement } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { inRounds, locationOf, ratioOf } from '../pairs.ts';

export interface Ticks {
  /** Until a single callback comes, in microseconds. */
  readonly tickUs: Estimate;
  readonly timeoutUs: Estimate;
  /** How many times as long setTimeout takes: until it comes, and for each of many at once. */
  readonly latency: Estimate;
  readonly each: Estimate;
}

/** Less than that nobody calls "much". */
const MUCH = 10;

export const judgeTicks = ({ each, latency, tickUs, timeoutUs }: Ticks): Judgement => {
  const sides = { latency: sideOf(latency, MUCH), each: sideOf(each, MUCH) };
  const isBoth = sides.latency === 'above' && sides.each === 'above';
  const isNone = sides.latency === 'below' && sides.each === 'below';
  return {
    verdict: isBoth ? 'holds' : isNone ? 'does not hold' : 'depends',
    figure: [
      `a single callback comes after ${digits(tickUs.value)} µs by nextTick, ${digits(timeoutUs.value)} µs by setTimeout: ${digits(latency.value)} ×, which is its least of 1 ms`,
      `of many at once each costs ${withInterval(each, '× as much')}`,
    ].join('; '),
    values: {
      ...estimateValues('tickUs', tickUs),
      ...estimateValues('timeoutUs', timeoutUs),
      ...estimateValues('latency', latency),
      ...estimateValues('each', each),
    },
  };
};

type Schedule = (callback: () => void) => unknown;

const nextTick: Schedule = (callback) => process.nextTick(callback);
const timeout: Schedule = (callback) => setTimeout(callback, 0);

/** So many, one after the other, each from the callback of the one before. */
const oneByOne = (schedule: Schedule, count: number) => (): Promise<number> =>
  new Promise((resolve) => {
    const begin = performance.now();
    let left = count;
    const next = (): void => {
      left -= 1;
      if (left < 0) resolve(((performance.now() - begin) * 1_000) / count);
      else schedule(next);
    };
    next();
  });

/** So many at once: what each costs, without a wait for a time to come. */
const atOnce = (schedule: Schedule, count: number) => (): Promise<number> =>
  new Promise((resolve) => {
    const begin = performance.now();
    let left = count;
    const took = (): void => {
      left -= 1;
      if (left === 0) resolve(((performance.now() - begin) * 1_000) / count);
    };
    for (let made = 0; made < count; made += 1) schedule(took);
  });

const [TICKS, TIMEOUTS, MANY] = [500, 3, 20_000];

export const nexttick: Claim = {
  id: 'nexttick',
  text: 'process.nextTick is much faster than setTimeout',
  source: '001',
  check: async (_, budgetMs) => {
    const trials = {
      tick: oneByOne(nextTick, TICKS),
      timeout: oneByOne(timeout, TIMEOUTS),
      ticks: atOnce(nextTick, MANY),
      timeouts: atOnce(timeout, MANY),
    };
    const { tick, ticks, timeout: single, timeouts } = await inRounds(trials, { budgetMs, most: 60 });
    return judgeTicks({
      tickUs: locationOf(tick),
      timeoutUs: locationOf(single),
      latency: ratioOf(tick, single),
      each: ratioOf(ticks, timeouts),
    });
  },
};
