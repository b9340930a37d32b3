import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doublings, planSuite, type SuiteWishes, tourMs, tourStops } from '../src/suites/plan-suite.ts';
import { turnsOf } from '../src/suites/rounds.ts';

const wishes: SuiteWishes = {
  budgetMs: undefined,
  pin: undefined,
  timeoutMs: undefined,
  workers: undefined,
  isBrief: false,
};

test.each([
  [1, [1]],
  [2, [1, 2]],
  [3, [1, 2, 3]],
  [6, [1, 2, 4, 6]],
  [8, [1, 2, 4, 8]],
])('on %i cores there are %j workers', (cores, workers) => {
  expect(doublings(cores)).toEqual(workers);
});

test('a short budget has fewer rounds, and always one', () => {
  const rounds = (budgetMs: number, nodes = 1) => planSuite('create', { ...wishes, budgetMs }, nodes, 2).rounds;
  expect([1, 9_000, 60_000, 600_000].map((budgetMs) => rounds(budgetMs))).toEqual([1, 2, 6, 6]);
  expect(rounds(16_000, 4)).toBe(1);
});

test('without a budget each Node has the whole time; a budget is shared by all', () => {
  const budget = (budgetMs: number | undefined, nodes: number) =>
    planSuite('timers', { ...wishes, budgetMs }, nodes, 2).settings.budgetMs;
  expect(budget(undefined, 3)).toBe(3 * budget(undefined, 1));
  expect(budget(9_000, 3)).toBe(9_000);
});

test('what was asked for goes before what is usual', () => {
  const plan = planSuite('create', { ...wishes, pin: 'same', workers: [3], timeoutMs: 7, isBrief: true }, 1, 2);
  expect(plan).toMatchObject({ settings: { pins: ['same'], workers: [3], isBrief: true }, timeoutMs: 7 });
});

test('the tour has less than a minute, and whoever is last has all that is left', () => {
  expect(tourMs()).toBeLessThan(60_000);
  expect(tourStops().at(-1)?.share).toBe(1);
});

test('when every suite takes what it was given, the tour ends when it should', () => {
  const left = tourStops().reduce((rest, { share }) => rest - rest * share, tourMs());
  expect(left).toBeCloseTo(0);
});

test('every Node has one turn in each round', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 8 }),
      (nodes, rounds) => {
        const turns = turnsOf(nodes, rounds);
        for (let round = 1; round <= rounds; round += 1) {
          const own = turns.slice((round - 1) * nodes.length, round * nodes.length);
          expect(own.every((turn) => turn.round === round)).toBe(true);
          expect(own.map(({ node }) => node).sort()).toEqual([...nodes].sort());
        }
      },
    ),
  );
});

test('the order within a round is another one each time', () => {
  const rotate = <Item>(items: readonly Item[]) => [...items.slice(1), ...items.slice(0, 1)];
  let calls = 0;
  const turns = turnsOf(['a', 'b', 'c'], 2, (items) => {
    calls += 1;
    return calls === 1 ? items : rotate(items);
  });
  expect(turns.map(({ node }) => node).join('')).toBe('abcbca');
});
