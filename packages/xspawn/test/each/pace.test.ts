import { expect, test } from 'vitest';
import { createPace } from '../../src/each/engine/dash/pace.ts';

/** How many may wait behind, after each of these measurements. */
const course = (...measurements: readonly (readonly [count: number, elapsedMs: number])[]): readonly number[] => {
  const pace = createPace();
  return measurements.map(([count, elapsedMs]) => {
    pace.note(count, elapsedMs);
    return pace.ahead();
  });
};

test('short tries are given ahead, more and more of them, up to what takes a moment', () => {
  expect(course([1, 1], [2, 2], [4, 4], [8, 8], [16, 16])).toEqual([1, 3, 7, 15, 31]);
  expect(course(...Array.from({ length: 9 }, () => [10, 1] as const)).at(-1)).toBe(256);
});

test('long ones are not, and one of them is enough to know it', () => {
  expect(course([1, 100], [1, 100])).toEqual([0, 0]);
  expect(course([1, 1], [2, 2], [1, 1_000])).toEqual([1, 3, 0]);
  expect(course([1, 10], [1, 10])).toEqual([1, 3]);
});

test('when they become short again, they are given ahead again', () => {
  const counts = course([1, 1_000], ...Array.from({ length: 20 }, () => [1, 1] as const));
  expect(counts[0]).toBe(0);
  expect(counts.at(-1)).toBeGreaterThan(10);
});
