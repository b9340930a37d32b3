import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelWidth, logBins, logDensity } from '../../src/stats/distribution.ts';
import { tukeyFlags } from '../../src/stats/outliers.ts';
import { digits } from './digits.ts';

const times = [18.5, 18.7, 19.2, 18.4, 21, 18.6, 40, 18.9, 19, 18.8, 12, 18.55];

test('runs that stand apart are flagged, on either side', () => {
  // By NumPy: quartiles of the logarithms at 18.537 and 19.050; fences at 17.79 and 19.84, and at 17.08 and 20.67.
  const flagged = tukeyFlags(times).flatMap((flag, index) => (flag ? [[times[index], flag]] : []));
  expect(flagged).toEqual([
    [21, 'severe'],
    [40, 'severe'],
    [12, 'severe'],
  ]);
  expect(tukeyFlags(times.map((time) => (time === 40 ? 20.5 : time)))[6]).toBe('mild');
});

test('equal runs have no outliers, and of nothing there are none', () => {
  expect(tukeyFlags([5, 5, 5, 5])).toEqual([undefined, undefined, undefined, undefined]);
  expect(tukeyFlags([5, 5, 5, 5, 0])).toEqual([undefined, undefined, undefined, undefined, 'severe']);
  expect(tukeyFlags([])).toEqual([]);
});

test('bins are equally wide on a scale of logarithms', () => {
  expect(logBins([1, 2, 10, 50, 99, 100, 100], 2).map(({ count }) => count)).toEqual([2, 5]);
  const [first, second] = logBins([1, 2, 10, 50, 100], 2);
  expect(first).toMatchObject({ from: 1, to: expect.closeTo(10, 9), count: 2 });
  expect(second).toMatchObject({ from: expect.closeTo(10, 9), to: expect.closeTo(100, 9), count: 3 });
  // numpy.histogram_bin_edges(numpy.log(times), 'fd') has as many.
  expect(logBins(times)).toHaveLength(51);
});

test.each([
  [[], []],
  [[0, -1], []],
  [[7, 7, 7], [3]],
  [[7], [1]],
])('%j has bins with %j', (values, counts) => {
  expect(logBins(values).map(({ count }) => count)).toEqual(counts);
});

test('each value is in one bin', () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, (list) => {
      const bins = logBins(list);
      expect(bins.length).toBeLessThanOrEqual(100);
      expect(bins.reduce((total, { count }) => total + count, 0)).toBe(list.length);
    }),
  );
});

test('the density is the one that SciPy has for this width', () => {
  // R: bw.nrd0(log(times)); scipy.stats.gaussian_kde(numpy.log(times), bw_method = width / sd).
  const logs = times.map(Math.log).sort((a, b) => a - b);
  expect(digits(kernelWidth(logs), 0.011139242531731899)).toBeGreaterThan(12);
  const curve = logDensity(times, 4001);
  const nearest = (place: number): number =>
    curve.reduce((best, point) => (Math.abs(point[0] - place) < Math.abs(best[0] - place) ? point : best))[1];
  expect(nearest(12)).toBeCloseTo(2.9845, 2);
  expect(nearest(18.6)).toBeCloseTo(16.538, 1);
  expect(nearest(40)).toBeCloseTo(2.9845, 2);
});

test('the area under the density is 1, and equal values have none', () => {
  const curve = logDensity(times, 2000);
  const area = curve.slice(1).reduce((total, [place, density], index) => {
    const [before, densityBefore] = curve[index] ?? [Number.NaN, Number.NaN];
    return total + ((density + densityBefore) / 2) * Math.log(place / before);
  }, 0);
  expect(area).toBeCloseTo(1, 2);
  expect(logDensity([3, 3, 3])).toEqual([]);
  expect(logDensity([3])).toEqual([]);
});
