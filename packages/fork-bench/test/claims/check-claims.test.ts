import { expect, test } from 'vitest';
import { sayAdopter } from '../../src/claims/adoption.ts';
import { afterFailure, nothingFound, withFinding } from '../../src/claims/check-claims.ts';
import { digits, withInterval } from '../../src/claims/figure.ts';
import { type ClaimId, claimIds, claimWeights, shareOf } from '../../src/claims/ids.ts';
import { inRounds, ratioOf } from '../../src/claims/pairs.ts';
import { claims } from '../../src/claims/table.ts';
import type { ClaimResult } from '../../src/results.ts';
import { readIds } from '../../src/verbs/claims.ts';

test('there are twenty claims, each with a sentence, its articles, and an experiment of its own', () => {
  expect(claims.map(({ id }) => id)).toEqual(claimIds);
  expect(new Set(claims.map(({ text }) => text)).size).toBe(20);
  for (const { source } of claims) expect(source).toMatch(/^00\d(, 00\d)*$/);
});

test('the shares of the time of all claims are one', () => {
  expect(shareOf(claimIds)).toBe(1);
  const [one, ...others] = claimIds;
  expect(shareOf([one as ClaimId]) + shareOf(others)).toBeCloseTo(1);
  expect(Object.values(claimWeights).every((weight) => weight > 0)).toBe(true);
});

test.each<[begun: ClaimId[], lost: ClaimId[], left: ClaimId[]]>([
  [[], ['blocking', 'injection', 'nexttick'], []],
  [['blocking'], ['blocking'], ['injection', 'nexttick']],
  [['blocking', 'injection'], ['injection'], ['nexttick']],
  [['blocking', 'injection', 'nexttick'], ['nexttick'], []],
])('after a driver that failed having begun %o, %o is lost and %o can still be checked', (begun, lost, left) => {
  expect(afterFailure(['blocking', 'injection', 'nexttick'], begun)).toEqual({ lost, left });
});

test('findings are gathered under the Node that made them; a note is told once', () => {
  const { node, ...claim }: ClaimResult = {
    ...{ id: 'x', text: 'x is so', source: '001', verdict: 'holds', figure: 'seen', values: {}, node: '20.20.2' },
  };
  const findings = [
    { type: 'claim', claim },
    { type: 'note', text: 'y cannot be checked here' },
    { type: 'note', text: 'y cannot be checked here' },
    { type: 'failure', name: 'z', reason: 'ENOENT' },
  ] as const;
  expect(findings.reduce((found, finding) => withFinding(found, finding, node), nothingFound)).toEqual({
    claims: [{ ...claim, node }],
    notes: ['y cannot be checked here'],
    unmade: [{ id: 'z', node, reason: 'ENOENT' }],
  });
});

test('claims are checked once each and in their usual order, however they are named', () => {
  expect(readIds([])).toEqual(claimIds);
  expect(readIds(['nexttick', 'fork-cost', 'nexttick'])).toEqual(['fork-cost', 'nexttick']);
});

test.each([
  ['nextick', 'did you mean nexttick?'],
  ['fork-costs', 'did you mean fork-cost?'],
  ['bananas', `the claims are ${claimIds.join(', ')}`],
])('there is no claim %s: %s', (word, hint) => {
  expect(() => readIds(['blocking', word])).toThrow(
    expect.objectContaining({ message: `there is no claim "${word}"`, code: 2, hint }),
  );
});

test('everything is measured once a round, and values of one round stand together', async () => {
  let calls = 0;
  const count = (): number => {
    calls += 1;
    return calls;
  };
  const { a, b, c } = await inRounds({ a: count, b: count, c: count }, { budgetMs: 0, fewest: 10, most: 20 });
  const round = (index: number) => [a[index], b[index], c[index]].sort((one, other) => Number(one) - Number(other));
  // The first round is none that counts.
  for (let index = 0; index < 10; index += 1) expect(round(index)).toEqual([4, 5, 6].map((n) => n + 3 * index));
  expect(calls).toBe(33);
});

test('when there is time, there are as many rounds as wanted', async () => {
  expect((await inRounds({ a: () => 1 }, { budgetMs: 60_000, most: 12 })).a).toHaveLength(12);
});

test('a ratio is of what was measured in the same round', () => {
  const slow = [1, 2, 4, 8, 16, 32, 64, 128];
  expect(
    ratioOf(
      slow,
      slow.map((value) => 3 * value),
    ).value,
  ).toBeCloseTo(3);
});

test.each([
  [0.1234, '0.12'],
  [9.994, '9.99'],
  [9.996, '10.0'],
  [18.53, '18.5'],
  [99.96, '100'],
  [1838.6, '1839'],
])('%d is shown as %s', (value, text) => expect(digits(value)).toBe(text));

test('an estimate is shown with its interval', () => {
  expect(withInterval({ value: 1.384, low: 1.31, high: 1.449 }, '× as long')).toBe(
    '1.38 × as long (95 %: 1.31 – 1.45)',
  );
});

test('who takes orphans in is told by its name, unless it is init', () => {
  expect(sayAdopter(1)).toBe('init (1)');
  expect(sayAdopter(process.pid)).toMatch(new RegExp(`^\\S+ \\(${process.pid}\\), a subreaper$`));
});
