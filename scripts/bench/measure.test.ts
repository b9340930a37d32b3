import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, type Executor, measure } from './measure.ts';
import { median } from './statistics.ts';

const candidate = (name: string): Candidate => ({ name, file: name, operands: () => [] });

/** Runs nothing: every run takes what is given for its name, and the second round is ten times slower for all. */
const fake = (costs: Readonly<Record<string, number>>) => {
  const order: string[] = [];
  let cpu = 0;
  const executor: Executor = {
    run: ({ name }, run) => {
      order.push(`${name}${run}`);
      const wallMs = (costs[name] ?? 0) * (run === 1 ? 10 : 1);
      cpu += wallMs / 2;
      return { wallMs };
    },
    cpuMs: () => cpu,
  };
  return { order, executor };
};

test('candidates take turns, and a busy moment does not move the ratio', () => {
  const { order, executor } = fake({ a: 10, b: 15 });
  const [a, b] = measure([candidate('a'), candidate('b')], { batches: 3, runs: 1, baseline: 'a' }, executor);
  expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  expect(a).toEqual({ name: 'a', cpuMs: 5, wallMs: 10, leastWallMs: 10, cpuRatio: 1, wallRatio: 1 });
  expect(b).toEqual({ name: 'b', cpuMs: 7.5, wallMs: 15, leastWallMs: 15, cpuRatio: 1.5, wallRatio: 1.5 });
});

test('figures are for one unit, and the warm-up is thrown away', () => {
  const candidates = [{ ...candidate('a'), units: 10 }, candidate('b')];
  const { executor } = fake({ a: 100, b: 10 });
  const [a, b] = measure(candidates, { batches: 1, runs: 1, baseline: 'a', warmUps: 0 }, executor);
  expect(a).toEqual({ name: 'a', cpuMs: 5, wallMs: 10, leastWallMs: 10, cpuRatio: 1, wallRatio: 1 });
  expect(b).toEqual({ ...a, name: 'b' });
});

test('the median does not depend on the order', () => {
  const values = fc.array(fc.integer(), { minLength: 1 });
  const law = fc.property(values, (given) => {
    expect(median([...given].reverse())).toBe(median(given));
  });
  fc.assert(law);
});
