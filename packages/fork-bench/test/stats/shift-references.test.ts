import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from '../../src/stats/quantile.ts';
import { ratioBetween, shiftBetween } from '../../src/stats/shift.ts';
import { digits, scattered } from './digits.ts';

/** How permeable a membrane is at term, and earlier: Hollander & Wolfe, Nonparametric Statistical Methods, table 4.1. */
const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const earlier = [1.15, 0.88, 0.9, 0.74, 1.21];

const raised = (values: readonly number[], by: number): readonly number[] => values.map((value) => value + by);

// The first is R's wilcox.test(earlier, atTerm, conf.int = TRUE) and the book's examples 4.3 and 4.4; the others: all
// differences sorted by NumPy, the ranks by counting out 20 by 25, and by the normal distribution for 60 by 80.
test.each<[string, readonly number[], readonly number[], ...number[]]>([
  ['of the book', atTerm, earlier, -0.305, -0.76, 0.15, 0.9600399600399601],
  [
    'of 20 and 25',
    scattered(20),
    raised(scattered(30).slice(5), 0.1),
    0.1,
    -0.01821555309409141,
    0.24344767340357004,
    0.9525480384738513,
  ],
  [
    'of 60 and 80',
    scattered(60),
    raised(scattered(90).slice(10), 0.1),
    0.09633820031344331,
    0.03795611775450353,
    0.1350047704749833,
    0.9500169012913723,
  ],
])('the shift %s', (_, a, b, ...expected) => {
  const { interval, value } = shiftBetween(a, b, 0.95);
  for (const [index, found] of [value, interval?.low, interval?.high, interval?.coverage].entries()) {
    expect(digits(found ?? 0, expected[index] ?? Number.NaN)).toBeGreaterThan(10);
  }
});

const values = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 15 });

test('it is the median of all differences', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const all = a.flatMap((first) => b.map((second) => second - first));
      expect(shiftBetween(a, b, 0.95).value).toBeCloseTo(median(all), 9);
    }),
  );
});

test('turned round the ratio is one divided by it, and it lies in its interval', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [there, back] = [ratioBetween(a, b, 0.95), ratioBetween(b, a, 0.95)];
      expect(digits(back.value, 1 / there.value)).toBeGreaterThan(10);
      if (there.interval === undefined) return;
      expect(there.interval.low).toBeLessThanOrEqual(there.value);
      expect(there.interval.high).toBeGreaterThanOrEqual(there.value);
      expect(digits(back.interval?.high ?? 0, 1 / there.interval.low)).toBeGreaterThan(10);
    }),
  );
});

test('too few have no interval, and 0 has no ratio', () => {
  expect(shiftBetween([1, 2, 3], [4, 5, 6], 0.95)).toEqual({ value: 3, interval: undefined });
  expect(() => ratioBetween([1, 0], [1, 1], 0.95)).toThrow('only values above 0 have a ratio');
});
