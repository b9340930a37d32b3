import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, morePairsFor, verdictOn } from '../../src/compare/judge.ts';
import type { Reading } from '../../src/compare/metric.ts';
import type { ComparisonVerdict } from '../../src/results.ts';
import { openRandom } from '../../src/stats/random.ts';

test.each<[low: number, high: number, band: number, verdict: ComparisonVerdict]>([
  [1.03, 1.1, 0.02, 'a-faster'],
  [1.01, 1.1, 0.02, 'cannot-tell'],
  [1.02, 1.1, 0.02, 'cannot-tell'],
  [1.001, 1.1, 0, 'a-faster'],
  [0.9, 0.97, 0.02, 'b-faster'],
  [0.9, 0.99, 0.02, 'cannot-tell'],
  [0.9, 0.999, 0, 'b-faster'],
  [0.99, 1.01, 0.02, 'same'],
  [1 / 1.02, 1.02, 0.02, 'same'],
  [0.97, 1.01, 0.02, 'cannot-tell'],
  [0.97, 1.05, 0.02, 'cannot-tell'],
  [0.99, 1.01, 0, 'cannot-tell'],
  [1, 1, 0, 'cannot-tell'],
])('%f to %f with a band of %f: %s', (low, high, band, verdict) => {
  expect(verdictOn({ low, high }, band)).toBe(verdict);
});

test('without an interval nobody can tell', () => {
  expect(verdictOn(undefined, 0.02)).toBe('cannot-tell');
});

const symmetric = (ratio: number, half: number) => ({ low: ratio / half, high: ratio * half, coverage: 0.95 });

// The interval is as wide as half; its edge has to come as near to the estimate as the edge of the band.
test.each<[ratio: number, half: number, band: number, more: number | undefined]>([
  [Math.exp(0.04), Math.exp(0.04), 0, 1],
  [Math.exp(0.02), Math.exp(0.04), 0, 90],
  [Math.exp(-0.02), Math.exp(0.04), 0, 90],
  [1, Math.exp(0.04), Math.expm1(0.02), 90],
  [Math.exp(0.01), Math.exp(0.02), Math.expm1(0.02), 90],
  [Math.exp(0.03), Math.exp(0.02), Math.expm1(0.02), 90],
  [1, Math.exp(0.04), 0, undefined],
  [1.02, Math.exp(0.04), 0.02, undefined],
])('30 pairs with %f within a factor of %f, band %f: %s more', (ratio, half, band, more) => {
  const told = morePairsFor(ratio, symmetric(ratio, half), 30, band);
  if (more === undefined) expect(told).toBeUndefined();
  else expect(Math.abs((told ?? Number.NaN) - more)).toBeLessThanOrEqual(1);
});

/** Runs of commands that take these times, where all runs of a round share its slowness. */
const runsOf = (
  factors: readonly number[],
  rounds: number,
  noise = 0.02,
  seed = 1,
): readonly (readonly Reading[])[] => {
  const random = openRandom(seed);
  const runs: Reading[][] = factors.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    const shared = Math.exp(0.3 * random.normal());
    for (const [index, factor] of factors.entries()) {
      const wallMs = 20 * shared * factor * Math.exp(noise * random.normal());
      runs[index]?.push({ wallMs, cpuMs: 15 * factor * Math.exp(0.004 * random.normal()) });
    }
  }
  return runs;
};

const contestants = (runs: readonly (readonly Reading[])[]) =>
  runs.map((readings, index) => ({ name: 'abcdefgh'[index] ?? '', readings }));

const judgeRuns = (runs: readonly (readonly Reading[])[], band = 0.02) => {
  const [first, ...others] = contestants(runs);
  return first ? judge(first, others, { band, level: 0.95 }) : [];
};

describe('two commands', () => {
  test('wall clock and CPU time have a verdict each, in this order', () => {
    const [wall, cpu, ...rest] = judgeRuns(runsOf([1, 1.1], 30));
    expect(wall).toMatchObject({ a: 'a', b: 'b', metric: 'wall', pairs: 30, band: 0.02, verdict: 'a-faster' });
    expect(cpu).toMatchObject({ a: 'a', b: 'b', metric: 'cpu', verdict: 'a-faster', morePairs: undefined });
    expect(wall?.ratio).toBeCloseTo(1.1, 1);
    expect(cpu?.detectable).toBeLessThan(wall?.detectable ?? 0);
    expect(rest).toEqual([]);
  });

  test('what is slower by 1 % is the same within 2 %, as far as CPU time shows, and wall clock cannot tell', () => {
    const [wall, cpu] = judgeRuns(runsOf([1, 1.01], 20, 0.05));
    expect(cpu).toMatchObject({ verdict: 'same', morePairs: undefined });
    expect(wall).toMatchObject({ verdict: 'cannot-tell', morePairs: expect.any(Number) });
  });

  test('turned round, the verdict is, too', () => {
    const [a, b] = runsOf([1, 0.8], 20);
    const [there] = judgeRuns([a ?? [], b ?? []]);
    const [back] = judgeRuns([b ?? [], a ?? []]);
    expect([there?.verdict, back?.verdict]).toEqual(['b-faster', 'a-faster']);
    expect(back?.low).toBeCloseTo(1 / (there?.high ?? Number.NaN), 12);
  });

  test('too few pairs have no interval, and say how many are missing', () => {
    expect(judgeRuns(runsOf([1, 3], 4))[0]).toMatchObject({
      ...{ low: undefined, high: undefined, pairs: 4, verdict: 'cannot-tell', morePairs: 2, detectable: undefined },
    });
  });

  test('rounds in which one has no reading are left out', () => {
    const [a = [], b = []] = runsOf([1, 1.2], 12);
    const holes = b.map((reading, index) => (index % 3 === 0 ? { ...reading, cpuMs: undefined } : reading));
    expect(judgeRuns([a, holes]).map(({ metric, pairs }) => [metric, pairs])).toEqual([
      ['wall', 12],
      ['cpu', 8],
    ]);
    expect(judgeRuns([a, b.slice(0, 9)])[0]?.pairs).toBe(9);
  });

  test.each([undefined, 0, Number.POSITIVE_INFINITY])('nothing is said of CPU time that is %s', (cpuMs) => {
    const runs = runsOf([1, 1.2], 12).map((readings) => readings.map((reading) => ({ ...reading, cpuMs })));
    expect(judgeRuns(runs).map(({ metric }) => metric)).toEqual(['wall']);
  });

  test('nothing is said of nothing', () => {
    expect(judgeRuns([[], []])).toEqual([]);
    expect(judgeRuns([runsOf([1], 5)[0] ?? []])).toEqual([]);
  });
});

describe('several commands', () => {
  const widthOf = ({ high, low }: { high: number | undefined; low: number | undefined }): number =>
    Math.log(high ?? Number.NaN) - Math.log(low ?? Number.NaN);

  test('each is compared with the reference, in intervals that are wider than that of two', () => {
    const runs = runsOf([1, 1.001, 1.002, 1.003], 30);
    const several = judgeRuns(runs).filter(({ metric }) => metric === 'wall');
    expect(several.map(({ a, b }) => a + b)).toEqual(['ab', 'ac', 'ad']);
    const two = judgeRuns(runs.slice(0, 2))[0];
    expect(widthOf(several[0] ?? { low: 1, high: 1 })).toBeGreaterThan(widthOf(two ?? { low: 1, high: 1 }));
  });

  test('what differs for sure leaves more for the others', () => {
    // One that differs clearly is decided first, and takes a half; the other then has the whole 5 %.
    const runs = runsOf([1, 2, 1.0055], 40, 0.02, 5);
    const alone = judgeRuns([runs[0] ?? [], runs[2] ?? []], 0)[0];
    const second = judgeRuns(runs, 0).find(({ b, metric }) => b === 'c' && metric === 'wall');
    expect(second).toEqual({ ...alone, b: 'c' });
    expect(second?.verdict).toBe('a-faster');
    // With a third that differs as little, the level would have been too strict for it.
    const equal = judgeRuns([runs[0] ?? [], runs[0] ?? [], runs[2] ?? []], 0).find(({ b }) => b === 'c');
    expect(equal?.verdict).toBe('cannot-tell');
  });

  test('each verdict can be read from its own interval, but for claims that are in doubt', () => {
    const factors = fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(factors, fc.constantFrom(0, 0.01, 0.02), fc.integer(), (list, band, seed) => {
        for (const comparison of judgeRuns(runsOf(list, 15, 0.02, seed), band)) {
          const { high = Number.NaN, low = Number.NaN, ratio, verdict } = comparison;
          if (verdict !== 'cannot-tell' || band === 0) expect(verdictOn({ low, high }, band)).toBe(verdict);
          if (verdict === 'cannot-tell') expect(verdictOn({ low, high }, band)).not.toBe('same');
          expect(low).toBeLessThanOrEqual(ratio);
          expect(high).toBeGreaterThanOrEqual(ratio);
        }
      }),
      { numRuns: 50 },
    );
  });
});
