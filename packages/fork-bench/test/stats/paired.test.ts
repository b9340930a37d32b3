import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairedRatio, pairedShift } from '../../src/stats/paired.ts';
import { median } from '../../src/stats/quantile.ts';
import { signedRankCdf, signedRankDepth, signedRankTest } from '../../src/stats/signed-rank.ts';
import { walshAverages } from '../../src/stats/walsh.ts';
import { digits, scattered } from './digits.ts';

/** Hamilton's depression scale before and after a therapy: Hollander & Wolfe, Nonparametric Statistical Methods, table 3.1. */
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const change = after.map((value, index) => value - (before[index] ?? 0));

describe("Hollander & Wolfe's example", () => {
  // R: wilcox.test(before, after, paired = TRUE): V = 40, p = 0.03906 (examples 3.1, 3.3, 3.4 of the book: 5, -0.46, [-0.786, -0.010]).
  test('the rank sum and its p-value', () => {
    expect(signedRankTest(change)).toEqual({ statistic: 5, p: 0.0390625 });
    expect(signedRankTest(change.map((value) => -value))).toEqual({ statistic: 40, p: 0.0390625 });
  });

  test('the estimate and its interval', () => {
    const { interval, value } = pairedShift(change, 0.95);
    expect(value).toBeCloseTo(-0.46, 12);
    expect(interval?.low).toBeCloseTo(-0.786, 12);
    expect(interval?.high).toBeCloseTo(-0.01, 12);
    expect(interval?.coverage).toBe(0.9609375);
  });
});

// All Walsh averages sorted by NumPy; the ranks by counting out the distribution in whole numbers, of 1,999 by the normal one.
// R: wilcox.test(x, conf.int = TRUE, exact = TRUE).
test.each<[n: number, estimate: number, low: number, high: number]>([
  [7, 0.08087239449629866, -0.14767035578837048, 0.44718190565873195],
  [30, 0.047804271959109246, -0.08036350586436654, 0.19919474469344522],
  [100, 0.01588268171256375, -0.05523459738079671, 0.08585760791065478],
  [101, 0.02224192843143019, -0.05119864422216533, 0.09610571441925506],
  [1999, 0.013566889963744444, -0.002235499257708176, 0.030103074716649872],
])('%i differences are estimated as R estimates them', (n, estimate, low, high) => {
  const { interval, value } = pairedShift(scattered(n), 0.95);
  expect(digits(value, estimate)).toBeGreaterThan(12);
  expect(digits(interval?.low ?? 0, low)).toBeGreaterThan(12);
  expect(digits(interval?.high ?? 0, high)).toBeGreaterThan(12);
});

// SciPy 1.17: wilcoxon(x, method = 'exact'), and of the others method = 'approx' with correction = True, as R's exact = FALSE.
test.each<[string, readonly number[], number]>([
  ['7 differences', scattered(7), 0.578125],
  ['30 differences', scattered(30), 0.40449450351297855],
  ['100 differences', scattered(100), 0.6574800963525267],
  ['101 differences', scattered(101), 0.5420111254579782],
  ['1999 differences', scattered(1999), 0.09290189707418871],
  ['equal differences, some of 0', [1, 2, -2, 3, 3, -1, 0, 4, 5, -6, 0, 2, 2, 7], 0.09018220275386545],
  ['equal differences', [1, 1, 1, -1, 1, 2], 0.11981381420554373],
  ['nothing but 0', [0, 0, 0], 1],
])('the p-value of %s', (_, differences, p) => {
  expect(digits(signedRankTest(differences).p, p)).toBeGreaterThan(10);
});

// Counted out in whole numbers: how many Walsh averages may lie outside on each side, and what is covered then.
test.each([
  [5, 0, 1],
  [6, 1, 0.96875],
  [9, 6, 0.9609375],
  [10, 9, 0.951171875],
  [20, 53, 0.9515590667724609],
  [50, 435, 0.9505535931993983],
  [100, 1956, 0.9500762403957075],
])('of %i differences, %i averages to the bound cover %f', (n, depth, coverage) => {
  expect(signedRankDepth(n, 0.025)).toBe(depth);
  expect(1 - 2 * signedRankCdf(depth - 1, n)).toBeCloseTo(coverage, 12);
});

test('beyond 100 differences the normal distribution is one average off, and no more', () => {
  // Counted out: 1998 and 4619.
  expect([101, 150].map((n) => signedRankDepth(n, 0.025))).toEqual([1997, 4618]);
});

test('Walsh averages are found in place, without any list of them', () => {
  const number = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -3, max: 3 }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 25 }), (values) => {
      const all = values.flatMap((a, index) => values.slice(index).map((b) => (a + b) / 2)).sort((a, b) => a - b);
      const averages = walshAverages(values);
      expect(averages.count).toBe(all.length);
      expect(all.map((_, index) => averages.at(index + 1) + 0)).toEqual(all.map((value) => value + 0));
      expect(averages.median()).toBeCloseTo(median(all), 12);
    }),
  );
});

test('12 million averages fit', () => {
  const values = scattered(5000);
  const averages = walshAverages(values);
  expect(averages.count).toBe(12_502_500);
  expect(averages.at(1)).toBe(Math.min(...values));
  expect(averages.at(averages.count)).toBe(Math.max(...values));
});

const times = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
const pairs = fc.array(fc.tuple(times, times), { minLength: 6, maxLength: 40 });
const columns = (list: readonly (readonly [number, number])[]) =>
  [list.map(([a]) => a), list.map(([, b]) => b)] as const;

describe('the ratio of pairs', () => {
  test('turned round it is one divided by it', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [a, b] = columns(list);
        const [there, back] = [pairedRatio(a, b, 0.95), pairedRatio(b, a, 0.95)];
        expect(digits(back.value, 1 / there.value)).toBeGreaterThan(10);
        expect(digits(back.interval?.low ?? 0, 1 / (there.interval?.high ?? 0))).toBeGreaterThan(10);
      }),
    );
  });

  test('does not depend on the order of the pairs, nor on the unit', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.01, max: 100, noNaN: true }), (list, unit) => {
        const [a, b] = columns(list);
        const ratio = pairedRatio(a, b, 0.95).value;
        expect(pairedRatio([...a].reverse(), [...b].reverse(), 0.95).value).toBe(ratio);
        const scaled = pairedRatio(
          a.map((value) => value * unit),
          b.map((value) => value * unit),
          0.95,
        );
        expect(digits(scaled.value, ratio)).toBeGreaterThan(10);
      }),
    );
  });

  test('lies in its interval, which is wider at a higher level', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [a, b] = columns(list);
        const { interval, value } = pairedRatio(a, b, 0.9);
        const wider = pairedRatio(a, b, 0.95).interval;
        const ends = [wider?.low, interval?.low, value, interval?.high, wider?.high].map(Number);
        expect(ends).toEqual([...ends].sort((one, other) => one - other));
      }),
    );
  });

  test('a constant factor is found exactly', () => {
    const a = scattered(20).map((value) => value + 1);
    const { interval, value } = pairedRatio(
      a,
      a.map((time) => time * 1.25),
      0.95,
    );
    for (const found of [value, interval?.low, interval?.high]) expect(found).toBeCloseTo(1.25, 12);
  });

  test.each([
    [[1, 2], [1], 'pairs of 2 and 1 values'],
    [[1, 0], [1, 1], 'a pair of 0 and 1 has no ratio'],
    [[1, 1], [1, Number.NaN], 'a pair of 1 and NaN has no ratio'],
  ])('%j and %j have none', (a, b, words) => {
    expect(() => pairedRatio(a, b, 0.95)).toThrow(words);
  });

  test('of fewer than 6 pairs there is no interval', () => {
    expect(pairedRatio([1, 1, 1, 1, 1], [2, 2, 2, 2, 2], 0.95)).toEqual({ value: 2, interval: undefined });
  });
});
