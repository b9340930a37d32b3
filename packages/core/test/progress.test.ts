import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRate, type Progress, progressLine } from '../src/index.ts';

test.each([
  [0.001, '0/min'],
  [0.5, '30/min'],
  [1, '1.0/s'],
  [9.94, '9.9/s'],
  [12.4, '12/s'],
  [6_234.7, '6235/s'],
])('%f a second is %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

const START: Progress = { done: 0, total: undefined, before: 0, elapsedMs: 0, notes: [] };

test.each<[Partial<Progress>, number, string]>([
  [{}, 80, '0 done'],
  [{ done: 20, elapsedMs: 10_000, notes: ['2 running'] }, 80, '20 done  2.0/s  2 running'],
  [{ total: 40 }, 80, `[${'.'.repeat(30)}]   0% 0/40`],
  [{ done: 20, total: 40, elapsedMs: 10_000 }, 80, `[${'#'.repeat(15)}${'.'.repeat(15)}]  50% 20/40  2.0/s  10s left`],
  [{ done: 20, total: 40, before: 10, elapsedMs: 10_000 }, 50, '[#########..........]  50% 20/40  1.0/s  20s left'],
  [{ done: 40, total: 40, elapsedMs: 10_000 }, 80, `[${'#'.repeat(30)}] 100% 40/40  4.0/s`],
  [{ done: 0, total: 0 }, 80, `[${'#'.repeat(30)}] 100% 0/0`],
  [{ done: 20, total: 40, elapsedMs: 10_000 }, 30, ' 50% 20/40  2.0/s  10s left'],
])('%j in %i columns: %s', (progress, columns, line) => {
  expect(progressLine({ ...START, ...progress }, columns)).toBe(line);
});

test('the line always fits', () => {
  const progress = fc.record({
    done: fc.nat(),
    total: fc.option(fc.nat(), { nil: undefined }),
    before: fc.constant(0),
    elapsedMs: fc.nat(),
    notes: fc.array(fc.constantFrom('2 running', '1 failed'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(progress, fc.integer({ min: 1, max: 200 }), (given, columns) => {
      expect(progressLine(given, columns).length).toBeLessThan(Math.max(columns, 1));
    }),
  );
});
