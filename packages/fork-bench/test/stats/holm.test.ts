import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holmAdjusted, holmShares } from '../../src/stats/holm.ts';

// R: p.adjust(p, 'holm').
test.each([
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  [
    [0.04, 0.001, 0.5],
    [0.08, 0.003, 0.5],
  ],
  [
    [0.7, 0.6],
    [1, 1],
  ],
  [[0.03], [0.03]],
  [[], []],
])('%j become %j', (pValues, adjusted) => {
  for (const [index, p] of holmAdjusted(pValues).entries()) expect(p).toBeCloseTo(adjusted[index] ?? Number.NaN, 12);
});

test('asked level by level, the same questions are clear as by corrected p-values', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { maxLength: 8 }), (pValues) => {
      const shares = holmShares(pValues.length, 0.05, (question, share) => (pValues[question] ?? 1) <= share);
      const isClear = pValues.map((p, index) => p <= (shares[index] ?? 0));
      expect(isClear).toEqual(holmAdjusted(pValues).map((p) => p <= 0.05));
    }),
  );
});

test('of three questions the surest has a third, then one a half, and what is never clear a third', () => {
  const pValues = [0.04, 0.001, 0.02];
  const isClear = (question: number, share: number): boolean => (pValues[question] ?? 1) <= share;
  expect(holmShares(3, 0.05, isClear)).toEqual([0.05, 0.05 / 3, 0.025]);
  expect(holmShares(3, 0.03, isClear)).toEqual([0.01, 0.01, 0.01]);
});
