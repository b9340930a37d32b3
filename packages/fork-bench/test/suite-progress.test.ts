import { expect, test } from 'vitest';
import { suiteProgressLine } from '../src/report/suite-progress.ts';
import type { SuiteProgress } from '../src/suites/run-suite.ts';

const progress: SuiteProgress = {
  suite: 'create',
  node: undefined,
  round: 2,
  rounds: 5,
  step: 'storm',
  latest: undefined,
};

const latest = (...values: readonly number[]): SuiteProgress['latest'] => ({
  ...{ group: 'time', name: 'fork → exit', unit: 'ms', better: 'less', node: '20.1.0', note: undefined },
  values,
});

const half = { elapsedMs: 5_000, budgetMs: 10_000 };

test('it tells how far it is, how long still, and what is measured', () => {
  expect(suiteProgressLine(progress, half, 100)).toBe(
    '[##########..........]  50%  5s left  create, round 2 of 5: storm',
  );
});

test('it tells what is known by now, and how surely once that can be said', () => {
  const ending = (...values: readonly number[]) =>
    suiteProgressLine({ ...progress, latest: latest(...values) }, half, 200).split(': ')[1];
  expect(ending()).toBe('fork → exit');
  expect(ending(20, 22)).toBe('fork → exit 21 ms');
  expect(ending(90, 95, 100, 100, 105, 110)).toBe('fork → exit 100 ms ±10%');
});

test('which Node it is matters only when there are several', () => {
  expect(suiteProgressLine({ ...progress, node: '26.1.0' }, half, 100)).toContain('create, Node 26.1.0, round 2');
});

test('what takes longer than planned is nearly done, and the line fits', () => {
  const line = suiteProgressLine(progress, { elapsedMs: 20_000, budgetMs: 10_000 }, 44);
  expect(line).toMatch(/^\[#{20}\] 100% {2}nearly done/);
  expect(line.length).toBeLessThan(44);
});
