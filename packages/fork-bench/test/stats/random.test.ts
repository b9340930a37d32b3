import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mean, standardDeviation } from '../../src/stats/mean.ts';
import { openRandom, xoshiro128 } from '../../src/stats/random.ts';

const take = <T>(count: number, next: () => T): readonly T[] => Array.from({ length: count }, next);

test('xoshiro128** makes the numbers of its authors', () => {
  // From the state 1, 2, 3, 4, by xoshiro128starstar.c.
  expect(take(10, xoshiro128([1, 2, 3, 4]))).toEqual([
    ...[11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
  ]);
});

test('the same seed makes the same numbers, another one others', () => {
  expect(take(20, openRandom(7).next)).toEqual(take(20, openRandom(7).next));
  const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => openRandom(seed).next()));
  expect(firsts.size).toBe(1000);
});

test('numbers fill the range from 0 to 1 evenly, whatever the seed', () => {
  // 10,000 numbers: five standard errors of their mean are 0.0145.
  for (const seed of [0, 1, -1, 2 ** 31, 0xffffffff]) {
    const numbers = take(10_000, openRandom(seed).next);
    expect(Math.abs(mean(numbers) - 0.5)).toBeLessThan(0.0145);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  }
});

test('of a normal distribution a third lies beyond one standard deviation', () => {
  const numbers = take(10_000, openRandom(3).normal);
  expect(Math.abs(mean(numbers))).toBeLessThan(0.05);
  expect(Math.abs((standardDeviation(numbers) ?? 0) - 1)).toBeLessThan(0.04);
  expect(Math.abs(numbers.filter((number) => Math.abs(number) > 1).length / 10_000 - 0.3173)).toBeLessThan(0.024);
});

test('shuffling loses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.anything()), fc.integer(), (items, seed) => {
      const shuffled = openRandom(seed).shuffle(items);
      expect(shuffled).toHaveLength(items.length);
      expect(new Set(shuffled)).toEqual(new Set(items));
    }),
  );
});

test('all orders are equally likely', () => {
  const { shuffle } = openRandom(11);
  const counts = new Map<string, number>();
  for (const order of take(6000, () => shuffle([1, 2, 3]).join(''))) counts.set(order, (counts.get(order) ?? 0) + 1);
  expect(counts.size).toBe(6);
  // Five standard deviations of 1,000 of 6,000.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
});
