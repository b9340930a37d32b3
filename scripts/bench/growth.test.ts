import { expect, test } from 'vitest';
import { growth, spread } from './growth.ts';

const samples = (memory: (index: number) => number) => Array.from({ length: 50 }, (_, index) => memory(index));

test('memory that rises while starting and then stays is flat', () => {
  expect(growth(samples((index) => Math.min(index, 10) + 40))).toBe(1);
});

test('memory that rises with the jobs grows', () => {
  expect(growth(samples((index) => 40 + index))).toBeGreaterThan(1.4);
});

test('a spread has the last one, and never more than there are', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  expect(spread(items, 4)).toEqual([24, 49, 74, 99]);
  expect(spread([1, 2], 4)).toEqual([1, 2]);
  expect(spread([], 4)).toEqual([]);
});
