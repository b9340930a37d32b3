import { expect, test } from 'vitest';
import { FIRST_AMOUNT, nextAmount, slicesOf } from '../src/brokers/amount.ts';
import { fittingIn } from '../src/brokers/fitting.ts';
import type { BadFrame } from '../src/frames/bad-frame.ts';

test('more is asked for while messages are small and many, and less when they are large', () => {
  expect(nextAmount(FIRST_AMOUNT, FIRST_AMOUNT, 1_600)).toBe(2 * FIRST_AMOUNT);
  expect(nextAmount(64, 10, 1_000)).toBe(64);
  expect(nextAmount(1024, 1024, 1_000)).toBe(1024);
  expect(nextAmount(64, 64, 2 ** 21)).toBe(32);
  expect(nextAmount(1, 1, 2 ** 24)).toBe(1);
});

test('slices have all messages, in order, and none of them much', () => {
  const payloads = [...Array(2_500).keys()].map((at) => Buffer.alloc(at % 3 === 0 ? 700 : 5, at));
  payloads.push(Buffer.alloc(3_000_000), Buffer.from('last'));
  const slices = slicesOf(payloads);
  expect(slices.flat().map(({ length }) => length)).toEqual(payloads.map(({ length }) => length));
  expect(Buffer.concat(slices.flat()).equals(Buffer.concat(payloads))).toBe(true);
  expect(Math.max(...slices.map(({ length }) => length))).toBeLessThanOrEqual(1_000);
  expect(slices.at(-2)).toHaveLength(1);
  expect(slicesOf([])).toEqual([]);
});

test('a message that is too long is told with its place', () => {
  const told: BadFrame[] = [];
  const fits = fittingIn(3, (bad) => told.push(bad));
  expect(['ab', 'abcd', 'abc'].map((text) => fits(Buffer.from(text)))).toEqual([true, false, true]);
  expect(told).toEqual([{ why: 'too-long', position: 2, length: 4 }]);
});
