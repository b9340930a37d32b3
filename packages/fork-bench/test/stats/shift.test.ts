import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differencesBetween } from '../../src/stats/differences.ts';
import { driftOf } from '../../src/stats/drift.ts';
import { effectiveSize, inflationOf } from '../../src/stats/effective-size.ts';
import { openRandom } from '../../src/stats/random.ts';
import { rankSumBound } from '../../src/stats/rank-sum.ts';
import { ratioBetween, shiftBetween } from '../../src/stats/shift.ts';

// From the exact distribution, and from 61 values on from the normal one, of scipy 1.17.1 (mannwhitneyu).
test.each([
  [3, 3, 0.025, 0],
  [4, 4, 0.025, 1],
  [5, 9, 0.025, 8],
  [9, 5, 0.025, 8],
  [12, 12, 0.025, 38],
  [1, 39, 0.025, 1],
  [20, 30, 0.005, 171],
  [30, 30, 0.025, 318],
  [30, 30, 0.05, 339],
  [40, 50, 0.025, 759],
  [170, 170, 0.025, 12_674],
  [100, 10, 0.005, 252],
])('of %i and %i values with a tail of %d the bound lies at difference %i', (n, m, tail, depth) => {
  expect(rankSumBound(n, m, tail).depth).toBe(depth);
});

const A = [0.6837, 1.0848, 1.0481, 0.9455, 0.47, 0.8508, 0.9856, 1.0346, 0.6319, 0.8665, 0.7456, 0.7845];
const B = [1.6894, 0.8001, 1.0909, 1.5742, 0.8751, 1.0569, 1.1551, 1.1337, 0.677, 1.1393, 1.9032, 0.5952];

test('the shift of two lists, and its interval, are those of NumPy and scipy', () => {
  const { interval, value } = shiftBetween(A, B, 0.95);
  expect([value, interval?.low, interval?.high]).toEqual([
    expect.closeTo(0.217, 12),
    expect.closeTo(0.0156, 12),
    expect.closeTo(0.5869, 12),
  ]);
});

test('too few values have a shift, and no interval', () => {
  expect(shiftBetween([1, 2, 3], [2, 3, 4], 0.95)).toEqual({ value: 1, interval: undefined });
});

const values = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 40 });

test('each difference is found at its place', () => {
  fc.assert(
    fc.property(values, values, (from, to) => {
      const all = from.flatMap((a) => to.map((b) => b - a)).sort((a, b) => a - b);
      const found = differencesBetween(from, to);
      expect(all.map((_, at) => found.at(at + 1))).toEqual(all.map((difference) => expect.closeTo(difference, 9)));
    }),
  );
});

test('turned round, a ratio is one divided by it', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [there, back] = [ratioBetween(a, b, 0.95), ratioBetween(b, a, 0.95)];
      expect(there.value * back.value).toBeCloseTo(1, 9);
      if (there.interval && back.interval) expect(there.interval.low * back.interval.high).toBeCloseTo(1, 9);
    }),
  );
});

/** A process of order 1: each value takes `r` of the one before with it. */
const remembering = (n: number, r: number, seed: number): readonly number[] => {
  const random = openRandom(seed);
  let last = random.normal();
  return Array.from({ length: n }, () => {
    last = r * last + Math.sqrt(1 - r * r) * random.normal();
    return Math.exp(last / 20);
  });
};

test('independent values count as themselves, remembering ones as less: n (1 - r)/(1 + r)', () => {
  expect(effectiveSize(remembering(4_000, 0.5, 1))).toBeGreaterThan(1_100);
  expect(effectiveSize(remembering(4_000, 0.5, 1))).toBeLessThan(1_600);
  expect(effectiveSize(remembering(4_000, 0, 2))).toBeGreaterThan(3_600);
  expect(effectiveSize([1, 2, 1, 2, 1, 2])).toBe(6);
  expect(effectiveSize([])).toBe(0);
});

/** In how many of 400 comparisons of a thing with itself an interval of 95 % says that there is a difference. */
const falseClaims = (r: number, isWidened: boolean): number =>
  Array.from({ length: 400 }, (_, trial) => {
    const [a, b] = [remembering(40, r, 2 * trial), remembering(40, r, 2 * trial + 1)];
    const { interval } = ratioBetween(a, b, 0.95, isWidened ? inflationOf(a, b) : 1);
    return interval && interval.low <= 1 && interval.high >= 1 ? 0 : 1;
  }).reduce<number>((sum, claim) => sum + claim, 0) / 400;

test('the interval of values that remember is wrong much too often, until it is widened', () => {
  expect(falseClaims(0, false)).toBeLessThan(0.07);
  expect(falseClaims(0.4, false)).toBeGreaterThan(0.15);
  expect(falseClaims(0.4, true)).toBeLessThan(0.09);
});

test.each([
  ['too few', [1, 1, 1, 1], undefined],
  ['still', Array.from({ length: 9 }, () => 2), 0],
  ['slower at the end', [1, 1, 1, 1, 1, 1, 1.5, 1.5, 1.5], 0.5],
  ['a single slow one', [1, 9, 1, 1, 1, 1, 1, 1, 1], 0],
  ['none at all', [0, 1, 1, 1, 1, 1, 1, 1, 1], undefined],
])('drift: %s', (_, runs, drift) => {
  expect(driftOf(runs)).toBe(drift);
});
