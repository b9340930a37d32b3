import fc from 'fast-check';
import { expect, test } from 'vitest';
import { autocorrelation } from '../../src/stats/autocorrelation.ts';
import { mean, standardDeviation, sum } from '../../src/stats/mean.ts';
import { digits } from './digits.ts';
import { alternating, lew, lottery, mavro, michelso } from './nist.ts';

// Certified to 15 digits by NIST. What a double can hold of 10000000.1 leaves 9 digits of a deviation of 0.1, and 8 of it squared.
test.each<[string, readonly number[], mean: number, deviation: number, r: number, ofDeviation: number]>([
  ['Michelso', michelso, 299.8524, 0.0790105478190518, 0.535199668621283, 12],
  ['Mavro', mavro, 2.001856, 0.000429123454003053, 0.937989183438248, 12],
  ['Lew', lew, -177.435, 277.332168044316, -0.307304800605679, 14],
  ['Lottery', lottery, 518.95871559633, 291.699727470969, -0.120948622967393, 14],
  ['NumAcc1', [10000001, 10000003, 10000002], 10000002, 1, -0.5, 15],
  ['NumAcc2', alternating(1.2, 1.1, 1.3), 1.2, 0.1, -0.999, 14],
  ['NumAcc3', alternating(1000000.2, 1000000.1, 1000000.3), 1000000.2, 0.1, -0.999, 9],
  ['NumAcc4', alternating(10000000.2, 10000000.1, 10000000.3), 10000000.2, 0.1, -0.999, 8],
])("NIST's %s: mean, standard deviation and autocorrelation are the certified ones", (_, values, ...certified) => {
  const [centre, deviation, r, ofDeviation] = certified;
  expect(digits(mean(values), centre)).toBeGreaterThan(14);
  expect(digits(standardDeviation(values) ?? 0, deviation)).toBeGreaterThan(ofDeviation);
  expect(digits(autocorrelation(values)?.r ?? 0, r)).toBeGreaterThan(Math.min(ofDeviation, 12) - 1);
});

test('a sum keeps what a plain one loses', () => {
  expect(sum([1e16, 1, -1e16])).toBe(1);
  expect(sum([])).toBe(0);
});

test('of too few values there is no deviation, and of equal ones no autocorrelation', () => {
  expect(standardDeviation([3])).toBeUndefined();
  expect(standardDeviation([3, 3])).toBe(0);
  expect(mean([])).toBeNaN();
  expect(autocorrelation([1, 2])).toBeUndefined();
  expect(autocorrelation([2, 2, 2, 2])).toBeUndefined();
});

test('runs that resemble the ones before are a drift; runs that alternate are none', () => {
  expect(autocorrelation(mavro)).toMatchObject({ bound: 2 / Math.sqrt(50), isDrifting: true });
  expect(autocorrelation(alternating(1.2, 1.1, 1.3))?.isDrifting).toBe(false);
  expect(autocorrelation(lottery)?.isDrifting).toBe(false);
});

test('mean and deviation do not depend on the order, and move with the values', () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(values, (list) => {
      const turned = [...list].reverse();
      expect(digits(mean(turned), mean(list))).toBeGreaterThan(14);
      expect(standardDeviation(turned)).toBeCloseTo(standardDeviation(list) ?? 0, 6);
      expect(standardDeviation(list.map((value) => value * 4))).toBe(4 * (standardDeviation(list) ?? 0));
    }),
  );
});
