import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median, quantile } from '../../src/stats/quantile.ts';
import { quantileInterval } from '../../src/stats/quantile-interval.ts';
import { summarize } from '../../src/stats/summary.ts';
import { michelso } from './nist.ts';

// R: quantile(x, p, type = 7), which is NumPy's quantile(x, p); x are the first ten of Michelson's.
test.each([
  [0, 299.74],
  [0.1, 299.839],
  [0.25, 299.8575],
  [0.333, 299.87991],
  [0.5, 299.915],
  [0.9, 299.989],
  [0.99, 300.0619],
  [1, 300.07],
])('the quantile %f is %f', (share, value) => {
  expect(quantile(michelso.slice(0, 10), share)).toBeCloseTo(value, 10);
});

test('the median of an even number of values lies in the middle of two', () => {
  expect(median([9, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 3])).toBe(3);
  expect(median([])).toBeNaN();
});

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => n - index);

// Ranks: R's qbinom(0.025, n, p) and qbinom(0.975, n, p) + 1 where no tail is exactly 0.025; coverage: pbinom(u - 1, n, p) -
// pbinom(l - 1, n, p), here summed up in fractions of whole numbers. The values are their own ranks.
test.each<[n: number, share: number, level: number, ranks: readonly [number, number], coverage: number]>([
  [6, 0.5, 0.95, [1, 6], 0.96875],
  [10, 0.5, 0.95, [2, 9], 0.978515625],
  [20, 0.5, 0.95, [6, 15], 0.9586105346679688],
  [30, 0.5, 0.95, [10, 21], 0.9572260547429323],
  [30, 0.5, 0.99, [8, 23], 0.9947771206498146],
  [100, 0.5, 0.95, [40, 61], 0.9647997997822951],
  [100, 0.9, 0.95, [84, 96], 0.955690107191223],
  [200, 0.9, 0.95, [171, 189], 0.9668839008979295],
  [368, 0.99, 0.95, [360, 368], 0.9624158204108587],
  [1000, 0.99, 0.95, [983, 997], 0.9760947634979771],
])('of %i values, the quantile %f has at %f the interval between these ranks', (n, share, level, ranks, coverage) => {
  const interval = quantileInterval(upTo(n), share, level);
  expect([interval?.low, interval?.high]).toEqual(ranks);
  expect(interval?.coverage).toBeCloseTo(coverage, 12);
});

test.each([
  [0, 0.5],
  [5, 0.5],
  [28, 0.9 - 0.8],
  [367, 0.99],
])('of %i values the quantile %f has no interval at 95 %%', (n, share) => {
  expect(quantileInterval(upTo(n), share, 0.95)).toBeUndefined();
});

test.each([0, 1, 95])('%f is no level', (level) => {
  expect(() => quantileInterval([1, 2, 3], 0.5, level)).toThrow('expected one between 0 and 1');
});

test('the interval of the median holds the median, and covers at least what it says', () => {
  const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 6, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.8, 0.95), (list, level) => {
      const interval = quantileInterval(list, 0.5, level);
      expect(interval?.low).toBeLessThanOrEqual(median(list));
      expect(interval?.high).toBeGreaterThanOrEqual(median(list));
      expect(interval?.coverage).toBeGreaterThanOrEqual(level);
      expect(quantileInterval([...list].reverse(), 0.5, level)).toEqual(interval);
    }),
  );
});

test.each([
  [5, [false, false, false]],
  [9, [true, false, false]],
  [10, [true, true, false]],
  [99, [true, true, false]],
  [100, [true, true, true]],
])('%i values: an interval of the median, p90, p99: %j', (n, there) => {
  const { low, p50, p90, p99, ...rest } = summarize(upTo(n));
  expect([low, p90, p99].map((value) => value !== undefined)).toEqual(there);
  expect(rest.n).toBe(n);
  expect(p50).toBe((n + 1) / 2);
});

test('nothing has no summary', () => {
  expect(() => summarize([])).toThrow('no values to summarize');
});
