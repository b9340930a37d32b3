import { expect, test } from 'vitest';
import { detectableDifference, fewestPairs, halfWidthOfRatio, pairsFor } from '../../src/stats/power.ts';

test('half of an interval of a ratio is a share, the same for its inverse', () => {
  expect(halfWidthOfRatio({ low: 1 / 1.05, high: 1.05 })).toBeCloseTo(0.05, 12);
  expect(halfWidthOfRatio({ low: 2, high: 2.42 })).toBeCloseTo(0.1, 12);
  expect(halfWidthOfRatio({ low: 1 / 2.42, high: 1 / 2 })).toBeCloseTo(0.1, 12);
});

test.each([
  [30, 0.02, 0.01, 120],
  [30, 0.01, 0.01, 30],
  [40, 0.005, 0.01, 10],
  [30, 0.5, 0.00001, undefined],
  [30, 0.5, 0, undefined],
])('%i pairs gave ± %f: ± %f takes %s', (pairs, halfWidth, wanted, needed) => {
  expect(pairsFor(pairs, halfWidth, wanted)).toBe(needed);
});

test('what 8 of 10 would find lies 2.8 standard errors beyond the band', () => {
  // 30 pairs whose ratio has a standard error of 1.64 % find 4.7 %, as was measured of `node -e 0`.
  const error = 0.0164;
  const interval = { low: Math.exp(-1.96 * error), high: Math.exp(1.96 * error), coverage: 0.95 };
  expect(detectableDifference(interval, 0.95)).toBeCloseTo(Math.expm1(2.8016 * error), 4);
  expect(detectableDifference(interval, 0.95, 0.02)).toBeCloseTo(1.02 * Math.exp(2.8016 * error) - 1, 4);
});

test.each([
  [0.95, 6],
  [0.99, 8],
  [0.9, 5],
])('at %f an interval takes %i pairs', (level, pairs) => {
  expect(fewestPairs(level)).toBe(pairs);
});
