// How often claims are false, where it is known that there is no difference: simulated with a fixed seed, so that the
// counts are the same at each run. The machine drifts slowly and each run has a noise of its own with a heavy tail, as measured.
import { expect, test } from 'vitest';
import { judge } from '../../src/compare/judge.ts';
import type { Reading } from '../../src/compare/metric.ts';
import { openSchedule } from '../../src/compare/schedule.ts';
import { pairedRatioInterval } from '../../src/stats/paired.ts';
import { halfWidthOfRatio } from '../../src/stats/power.ts';
import { openRandom, type Random } from '../../src/stats/random.ts';

/** Run times around 20 ms of a machine that drifts: successive ones resemble each other (r = 0.4), some are much slower. */
const openMachine = (random: Random): (() => number) => {
  let drift = 0;
  return () => {
    drift = 0.97 * drift + 0.01 * random.normal();
    const own = 0.04 * random.normal();
    const hiccup = random.next() < 0.05 ? 0.5 * random.next() : 0;
    return 20 * Math.exp(drift + own + hiccup);
  };
};

type Sides = readonly [a: readonly number[], b: readonly number[]];

/** Pairs of the same command, in random order inside each pair. */
const interleaved = (machine: () => number, pairs: number, random: Random): Sides => {
  const a: number[] = [];
  const b: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const side of random.shuffle([a, b])) side.push(machine());
  }
  return [a, b];
};

/** The same command twice, first the one, then the other. */
const sequential = (machine: () => number, pairs: number): Sides => {
  const times = Array.from({ length: 2 * pairs }, machine);
  return [times.slice(0, pairs), times.slice(pairs)];
};

const claims = ([a, b]: Sides, band: number): boolean => {
  const interval = pairedRatioInterval(a, b, 0.95);
  return interval !== undefined && (interval.low > 1 + band || interval.high < 1 / (1 + band));
};

/** The share of so many trials, each on a machine of its own, in which this holds. */
const shareOf = (trials: number, seed: number, holds: (machine: () => number, random: Random) => boolean): number => {
  const random = openRandom(seed);
  let count = 0;
  for (let trial = 0; trial < trials; trial += 1) if (holds(openMachine(random), random)) count += 1;
  return count / trials;
};

/** What a true 5 % stays below in 999 of 1,000 simulations of so many trials. */
const fivePercent = (trials: number): number => 0.05 + 3.1 * Math.sqrt((0.05 * 0.95) / trials);

// The machine of the simulation is a noisy one. On it a 2 % band alone leaves 3 false claims in 1,000 of 10 pairs; they vanish with more.
test.each<[pairs: number, trials: number, withBand: number]>([
  [10, 2000, 0.005],
  [30, 2000, 0.002],
  [100, 2000, 0],
])('of %i pairs of the same command, at most 5 of 100 claim a difference, with the band next to none', (...row) => {
  const [pairs, trials, withBand] = row;
  let banded = 0;
  const share = shareOf(trials, 1, (machine, random) => {
    const sides = interleaved(machine, pairs, random);
    if (claims(sides, 0.02)) banded += 1;
    return claims(sides, 0);
  });
  expect(share).toBeLessThan(fivePercent(trials));
  // Nor is the interval so wide that it could claim nothing.
  expect(share).toBeGreaterThan(0.025);
  expect(banded / trials).toBeLessThanOrEqual(withBand);
});

test('on a machine so busy that runs scatter by half, the band would be no help: claims need a stricter interval, too', () => {
  const trials = 1000;
  let byInterval = 0;
  const share = shareOf(trials, 11, (_, random) => {
    const busy = (): number => 20 * Math.exp(0.5 * random.normal());
    const sides = interleaved(busy, 30, random);
    if (claims(sides, 0.02)) byInterval += 1;
    const [a, b] = sides.map((walls) => walls.map((wallMs): Reading => ({ wallMs, cpuMs: undefined })));
    const [found] = judge({ name: 'a', readings: a ?? [] }, [{ name: 'b', readings: b ?? [] }], {
      band: 0.02,
      level: 0.95,
    });
    return found?.verdict === 'a-faster' || found?.verdict === 'b-faster';
  });
  expect(byInterval / trials).toBeGreaterThan(0.02);
  expect(share).toBeLessThanOrEqual(0.005);
});

test('one after the other, the same machine makes false claims many times as often: that is why they run in pairs', () => {
  expect(shareOf(1000, 2, (machine) => claims(sequential(machine, 30), 0))).toBeGreaterThan(0.15);
});

test('who looks after every 10 pairs and stops when a difference shows is wrong three times as often', () => {
  const looksAtDifferences = (machine: () => number, random: Random): boolean => {
    const [a, b] = interleaved(machine, 100, random);
    return Array.from({ length: 10 }, (_, look) => 10 * (look + 1)).some((pairs) =>
      claims([a.slice(0, pairs), b.slice(0, pairs)], 0),
    );
  };
  expect(shareOf(1000, 3, looksAtDifferences)).toBeGreaterThan(0.13);
});

test('who stops when the interval is narrow enough is wrong in 5 of 100, as he should be', () => {
  const stopsAtPrecision = (machine: () => number, random: Random): boolean => {
    const [a, b] = interleaved(machine, 100, random);
    for (let pairs = 10; pairs < 100; pairs += 5) {
      const sides: Sides = [a.slice(0, pairs), b.slice(0, pairs)];
      const interval = pairedRatioInterval(...sides, 0.95);
      if (interval && halfWidthOfRatio(interval) <= 0.02) return claims(sides, 0);
    }
    return claims([a, b], 0);
  };
  expect(shareOf(1000, 4, stopsAtPrecision)).toBeLessThan(fivePercent(1000));
});

/** As the commands are really run: by the schedule, and judged at its end. */
const compare = (commands: number, random: Random, machine: () => number, factors: readonly number[], band: number) => {
  const seed = random.integer(2 ** 31);
  const rounds = { type: 'until-precise' as const, least: 10, most: 30, precision: 0.02, maxTimeMs: 1e9 };
  const schedule = openSchedule({ commands, reference: 0, warmup: 0, rounds, level: 0.95, seed });
  const runs: Reading[][] = Array.from({ length: commands }, () => []);
  for (let action = schedule.next(0); action.type === 'run'; action = schedule.next(0)) {
    const reading = { wallMs: machine() * (factors[action.command] ?? 1), cpuMs: undefined };
    runs[action.command]?.push(reading);
    schedule.record(reading);
  }
  const [first, ...others] = runs.map((readings, index) => ({ name: `${index}`, readings }));
  return first ? judge(first, others, { band, level: 0.95 }) : [];
};

const isClaim = ({ verdict }: { verdict: string }): boolean => verdict === 'a-faster' || verdict === 'b-faster';

test('five equal commands, run by the schedule: in at most 5 of 100 comparisons any of them is claimed to differ', () => {
  const share = shareOf(300, 5, (machine, random) => compare(5, random, machine, [], 0).some(isClaim));
  expect(share).toBeLessThan(fivePercent(300));
});

test('where one of two takes 12 % longer, it is found, and never taken for the faster one', () => {
  const verdicts = new Map<string, number>();
  shareOf(150, 6, (machine, random) => {
    for (const { verdict } of compare(2, random, machine, [1, 1.12], 0.02)) {
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
    return true;
  });
  expect(verdicts.get('a-faster')).toBeGreaterThan(140);
  expect([verdicts.get('b-faster'), verdicts.get('same')]).toEqual([undefined, undefined]);
});
