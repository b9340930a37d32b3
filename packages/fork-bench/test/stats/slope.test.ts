import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Point, theilSen } from '../../src/stats/slope.ts';
import { scattered } from './digits.ts';

const line = (ys: readonly number[], xs: readonly number[] = ys.map((_, index) => index + 1)): readonly Point[] =>
  ys.map((y, index) => [xs[index] ?? Number.NaN, y]);

/** Memory of 1, 4, 8, 12 and 16 children, four times each, with some scatter, and one wild reading. */
const children = [1, 4, 8, 12, 16].flatMap((count) => [count, count, count, count]);
const memory = children.map((count, index) => 6.5 * count + (((index * 37) % 11) - 5) * 0.8 + (index === 7 ? 60 : 0));

test('rain after clouds were seeded: Hollander & Wolfe, table 9.1', () => {
  const rain = line([1.26, 1.27, 1.12, 1.16, 1.03]);
  // The book: -0.056. SciPy 1.17: theilslopes(y, x, 0.95), which takes the normal distribution; at 0.9 the exact one is wider.
  expect(theilSen(rain, 0.95).value).toBeCloseTo(-0.05625, 12);
  const { coverage, high, low } = theilSen(rain, 0.95).interval ?? {};
  expect([low, high].map((bound) => bound?.toFixed(6))).toEqual(['-0.150000', '0.040000']);
  expect(coverage).toBeCloseTo(1 - 2 / 120, 12);
});

test('30 points without equal ones: the exact interval', () => {
  // The ranks by counting out Kendall's distribution; SciPy 1.17's theilslopes has the same bounds.
  const { interval, value } = theilSen(line(scattered(30).map((y, index) => 2 + 0.5 * (index + 1) + 4 * y)), 0.95);
  expect(value).toBeCloseTo(0.49871089732321106, 12);
  expect(interval?.low).toBeCloseTo(0.4544883786529228, 12);
  expect(interval?.high).toBeCloseTo(0.541945820564642, 12);
  expect(interval?.coverage).toBeCloseTo(0.9509226558921907, 12);
});

test('a wild reading does not bend the line', () => {
  // SciPy 1.17: theilslopes(y, x, 0.95), and Sen's formula in Python.
  const { interval, value } = theilSen(line(memory, children), 0.95);
  expect(value).toBeCloseTo(6.7, 12);
  expect(interval?.low).toBeCloseTo(6.3, 12);
  expect(interval?.high).toBeCloseTo(6.8428571428571425, 12);
});

test('too few points have no interval, and no points no slope', () => {
  expect(theilSen(line([1, 3]), 0.95)).toEqual({ value: 2, interval: undefined });
  expect(theilSen(line([1, 2, 3, 4]), 0.95).interval).toBeUndefined();
  expect(theilSen(line([1, 2, 3], [5, 5, 5]), 0.95)).toEqual({ value: Number.NaN, interval: undefined });
  expect(theilSen([], 0.95).value).toBeNaN();
});

test('the slope lies in its interval, does not depend on the order, and grows with what is added to each step', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: -50, max: 50 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 5, maxLength: 25 }), (points) => {
      const { interval, value } = theilSen(points, 0.95);
      expect(theilSen([...points].reverse(), 0.95)).toEqual({ interval, value });
      if (Number.isNaN(value)) return;
      const steeper = theilSen(
        points.map(([x, y]) => [x, y + 3 * x]),
        0.95,
      );
      expect(steeper.value).toBeCloseTo(value + 3, 9);
      if (interval === undefined) return;
      expect(interval.low).toBeLessThanOrEqual(value);
      expect(interval.high).toBeGreaterThanOrEqual(value);
    }),
  );
});
