import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading, Way } from '../../packages/fork-bench/src/measure/way.ts';
import { type Candidate, measure } from './measure.ts';
import { median } from './statistics.ts';

const candidate = (name: string): Candidate => ({ name, file: '/bin/true', operands: (run) => [name, String(run)] });

/** Runs nothing: every run takes what is given for its name, and the third round is ten times slower for all. */
const fake = (costs: Readonly<Record<string, number>>) => {
  const order: string[] = [];
  const reading = (name: string, run: number): Reading => {
    const wallMs = (costs[name] ?? 0) * (run === 2 ? 10 : 1);
    const none = { userMs: undefined, systemMs: undefined, maxRssBytes: undefined, signal: undefined };
    return { ...none, wallMs, cpuMs: wallMs / 2, exitCode: 0, isTimedOut: false };
  };
  const way: Way = {
    name: 'fake',
    description: 'nothing is run',
    cpuResolutionMs: 0,
    hasMemory: false,
    run: async ({ operands: [name = '', run] }) => {
      order.push(`${name}${run}`);
      return reading(name, Number(run));
    },
  };
  return { order, way };
};

test('candidates take turns, and a busy moment does not move the ratio', async () => {
  const { order, way } = fake({ a: 10, b: 15 });
  const [a, b] = await measure([candidate('a'), candidate('b')], { rounds: 3, baseline: 'a' }, way);
  const rounds = [0, 2, 4, 6].map((first) => order.slice(first, first + 2).toSorted());
  expect(rounds).toEqual([0, 1, 2, 3].map((round) => [`a${round}`, `b${round}`]));
  expect(a).toMatchObject({ name: 'a', cpuMs: 5, wallMs: 10, leastWallMs: 10, cpuRatio: 1, wallRatio: 1 });
  expect(b).toMatchObject({ name: 'b', cpuMs: 7.5, wallMs: 15, leastWallMs: 15 });
  expect(b?.cpuRatio).toBeCloseTo(1.5, 12);
  expect(b?.wallRatio).toBeCloseTo(1.5, 12);
});

test('figures are for one unit, the warm-up is thrown away, and what is left is cleaned up after each run', async () => {
  let cleaned = 0;
  const cleanUp = (): void => {
    cleaned += 1;
  };
  const candidates = [{ ...candidate('a'), units: 10, cleanUp }, candidate('b')];
  const [a, b] = await measure(candidates, { rounds: 1, baseline: 'a', warmUps: 0 }, fake({ a: 100, b: 10 }).way);
  expect(a).toMatchObject({ name: 'a', cpuMs: 5, wallMs: 10, leastWallMs: 10, cpuRatio: 1, wallRatio: 1 });
  expect(b).toMatchObject({ cpuMs: 5, wallMs: 10, leastWallMs: 10, cpuRatio: 1, wallRatio: 1 });
  expect(cleaned).toBe(1);
});

test('the median does not depend on the order', () => {
  const values = fc.array(fc.integer(), { minLength: 1 });
  const law = fc.property(values, (given) => {
    expect(median([...given].reverse())).toBe(median(given));
  });
  fc.assert(law);
});
