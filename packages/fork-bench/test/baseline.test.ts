import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExitCode } from '@proctools/core';
import { expect, onTestFinished, test } from 'vitest';
import { differencesBetween, differencesFrom } from '../src/baseline/admission.ts';
import { baselineFolder, baselineNames } from '../src/baseline/folder.ts';
import { type BaselineRules, judgeAgainst } from '../src/baseline/judge-baseline.ts';
import { baselineText } from '../src/baseline/report-baseline.ts';
import { type Series, seriesOf } from '../src/baseline/series.ts';
import { type Comparable, readBaseline, saveBaseline } from '../src/baseline/store.ts';
import { isTooSlow } from '../src/baseline/use-baseline.ts';
import { describeMachine } from '../src/machine/describe-machine.ts';
import type { Sample } from '../src/results.ts';
import { openRandom } from '../src/stats/random.ts';

/** Values around a centre that scatter by 3 % and remember nothing. */
const around = (centre: number, seed: number, n = 40): readonly number[] => {
  const random = openRandom(seed);
  return Array.from({ length: n }, () => centre * Math.exp(0.03 * random.normal()));
};

const series = (values: readonly number[], more: Partial<Series> = {}): Series => ({
  name: 'node a.js',
  metric: 'wall',
  better: 'less',
  values,
  node: undefined,
  foreignShare: 0.01,
  ...more,
});

const rules = (failIfSlower?: number): BaselineRules => ({
  band: { wall: 0.02, cpu: 0.01, figure: 0.02 },
  failIfSlower,
});

const judgeOne = (then: Series, now: Series, failIfSlower?: number) => {
  const judgement = judgeAgainst([then], [now], rules(failIfSlower));
  return { change: judgement.changes[0], judgement };
};

test.each([
  ['a fifth slower', 1.2, 'slower', true],
  ['a fifth faster', 1 / 1.2, 'faster', false],
])('%s is seen, and the gate asks how much', (_, factor, verdict, tooSlow) => {
  const { change, judgement } = judgeOne(series(around(100, 1)), series(around(100 * factor, 2)), 0.05);
  expect(change).toMatchObject({ verdict, isTooSlow: tooSlow, reservation: undefined });
  expect(change?.ratio).toBeCloseTo(factor, 1);
  expect(isTooSlow(judgement)).toBe(tooSlow);
});

test('slower than the gate allows is too slow only when the whole interval says so', () => {
  const [then, now] = [series(around(100, 1)), series(around(112, 2))];
  const { low = Number.NaN, ratio = Number.NaN } = judgeOne(then, now).change ?? {};
  const gates = [ratio, (low + ratio) / 2, low - 0.001];
  const answers = gates.map((gate) => judgeOne(then, now, gate - 1).change);
  expect(answers.map((change) => change?.isTooSlow)).toEqual([false, false, true]);
  expect(judgeOne(then, now).change).toMatchObject({ verdict: 'slower', isTooSlow: false });
});

test('the same on both days is never slower', () => {
  const verdicts = Array.from({ length: 100 }, (_, seed) => {
    const { change } = judgeOne(series(around(100, 2 * seed)), series(around(100, 2 * seed + 1)), 0);
    return change?.isTooSlow;
  });
  expect(verdicts.filter(Boolean).length).toBeLessThanOrEqual(5);
});

test('a change that is smaller than the drift of one session is none', () => {
  const drifting = around(100, 1, 300).map((value, at) => value * (1 + at / 750));
  const { change } = judgeOne(series(drifting), series(drifting.map((value) => value * 1.2)), 0.05);
  expect(change).toMatchObject({ verdict: 'cannot-tell', reservation: { type: 'drift' }, isTooSlow: false });
});

test('more load makes all slower on the clock: that is told, and fails nobody; CPU time does', () => {
  const [then, now] = [{ foreignShare: 0.02 }, { foreignShare: 0.5 }];
  const onClock = judgeOne(series(around(100, 1), then), series(around(150, 2), now), 0.05);
  expect(onClock.change).toMatchObject({ verdict: 'slower', reservation: { type: 'load' }, isTooSlow: false });
  const cpu = { metric: 'cpu' } as const;
  const ofCpu = judgeOne(series(around(100, 1), { ...then, ...cpu }), series(around(150, 2), { ...now, ...cpu }), 0.05);
  expect(ofCpu.change).toMatchObject({ verdict: 'slower', reservation: undefined, isTooSlow: true });
  const less = judgeOne(series(around(100, 1), now), series(around(150, 2), then), 0.05);
  expect(less.change).toMatchObject({ isTooSlow: true });
});

test('of a rate less is worse', () => {
  const rate = { metric: 'figure', better: 'more' } as const;
  const { change } = judgeOne(series(around(1_000, 1), rate), series(around(800, 2), rate), 0.05);
  expect(change).toMatchObject({ verdict: 'slower', isTooSlow: true });
  expect(change?.ratio).toBeCloseTo(1.25, 1);
});

test.each([
  ['few values', [100, 101, 99], [200, 201, 199]],
  ['nearly as few', [100, 101, 99, 100], [200, 201, 199, 200]],
])('%s fail nobody', (_, then, now) => {
  expect(judgeOne(series(then), series(now), 0.05).change).toMatchObject({ verdict: 'cannot-tell', isTooSlow: false });
});

test('what was measured on one day only is named, and so is what knows no ratio', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => series(around(1, 3), { name }));
  const zero = series([0, 1, 2], { name: 'zero' });
  const judgement = judgeAgainst([a, b, zero] as Series[], [a, c, zero] as Series[], rules());
  expect(judgement).toMatchObject({ gone: ['b'], added: ['c'], withoutRatio: ['zero'] });
  expect(judgement.changes.map(({ name }) => name)).toEqual(['a']);
});

test('of several Nodes each is compared with itself, and a single one with a single other one', () => {
  const on = (node: string, centre: number) => series(around(centre, 4), { node });
  const two = judgeAgainst([on('20', 10), on('22', 20)], [on('22', 20), on('20', 10)], rules());
  expect(two.changes.map(({ node, ratio }) => [node, ratio])).toEqual([
    ['22', 1],
    ['20', 1],
  ]);
  expect(judgeAgainst([on('20', 10)], [on('22', 20)], rules()).changes).toMatchObject([{ verdict: 'slower' }]);
  expect(judgeAgainst([on('20', 10)], [on('22', 20), on('24', 20)], rules()).changes).toEqual([]);
});

const sample = (wallMs: number): Sample => ({
  wallMs,
  cpuMs: wallMs / 2,
  userMs: undefined,
  systemMs: undefined,
  maxRssBytes: 4_096,
  exitCode: 0,
  signal: undefined,
  isTimedOut: false,
  contention: { foreignShare: 0.1, stealShare: undefined, throttledMs: 0, pressureShare: undefined },
});

const results: readonly Comparable[] = [
  {
    type: 'commands',
    machine: describeMachine(),
    startedAt: '2026-01-01T00:00:00.000Z',
    results: [
      { command: 'a --b', name: 'a', parameters: {}, node: undefined, samples: [1, 2, 3].map(sample), way: 'probe' },
    ],
    comparisons: [],
    warnings: [],
  },
  {
    type: 'suite',
    machine: describeMachine(),
    startedAt: '2026-01-01T00:00:00.000Z',
    suite: 'create',
    measurements: [
      {
        name: 'fork',
        group: 'first message',
        unit: 'ms',
        better: 'less',
        n: 2,
        p50: 18.5,
        p90: undefined,
        p99: undefined,
        low: undefined,
        high: undefined,
        values: [18, 19],
        note: undefined,
        node: '20.20.2',
      },
    ],
    contention: { foreignShare: undefined, stealShare: undefined, throttledMs: undefined, pressureShare: undefined },
    notes: [],
  },
];

/** A state folder of the test's own that does not exist yet. */
const stateFolder = (): string => {
  const root = mkdtempSync(path.join(tmpdir(), 'baseline-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return path.join(root, 'fork-bench', 'baselines');
};

test('what was kept comes back: the same values to compare, for its owner only, and nothing beside it', () => {
  const folder = stateFolder();
  saveBaseline('main', results, folder);
  saveBaseline('main', results, folder);
  expect(seriesOf(readBaseline('main', folder).results)).toEqual(seriesOf(results));
  expect(seriesOf(results).map(({ metric, values }) => [metric, values])).toEqual([
    ['wall', [1, 2, 3]],
    ['cpu', [0.5, 1, 1.5]],
    ['figure', [18, 19]],
  ]);
  expect(readdirSync(folder)).toEqual(['main.json']);
  expect(baselineNames(folder)).toEqual(['main']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, 'main.json')).mode & 0o777).toBe(0o600);
});

const failureOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test('a missing baseline is told with the names that there are, and makes no folder', () => {
  const folder = stateFolder();
  expect(failureOf(() => readBaseline('main', folder))).toMatchObject({
    code: ExitCode.failed,
    message: 'there is no baseline main',
    hint: '--save NAME keeps the results of this run',
  });
  expect(existsSync(folder)).toBe(false);
  for (const name of ['main', 'other']) saveBaseline(name, results, folder);
  expect(failureOf(() => readBaseline('mian', folder))).toMatchObject({
    hint: 'did you mean main? there are: main, other',
  });
  expect(failureOf(() => readBaseline('x', folder))).toMatchObject({ hint: 'there are: main, other' });
});

test.each([
  ['empty', ''],
  ['cut short', '{"type": "commands", "results": ['],
  ['something else', '{"name": "proctools"}'],
  ['without its runs', '{"type": "commands", "results": [{}], "comparisons": [], "warnings": []}'],
  ['a list of nothing', '[]'],
])('a damaged baseline (%s) is told in a sentence, and can be put right', (_, text) => {
  const folder = stateFolder();
  saveBaseline('main', results, folder);
  writeFileSync(path.join(folder, 'main.json'), text);
  expect(failureOf(() => readBaseline('main', folder))).toMatchObject({
    name: 'Failure',
    code: ExitCode.failed,
    message: expect.stringMatching(/^the baseline main is damaged: .*main\.json/),
    hint: '--save main puts the results of this run in its place',
  });
  saveBaseline('main', results, folder);
  expect(readBaseline('main', folder).results).toHaveLength(2);
});

test('another machine, kernel or Node is no place to compare with', () => {
  const machine = describeMachine();
  expect(differencesFrom(results, machine)).toEqual([]);
  expect(differencesFrom(results, { ...machine, kernel: '1.0', node: '18.0.0' })).toEqual([
    `kernel ${machine.kernel} there, 1.0 here`,
    `Node ${machine.node} there, 18.0.0 here`,
  ]);
  const [, suite] = results;
  const other = suite?.type === 'suite' ? suite.measurements.map((one) => ({ ...one, node: '26.0.0' })) : [];
  expect(differencesBetween(results, results)).toEqual([]);
  expect(differencesBetween(results, [{ ...suite, measurements: other } as Comparable])).toEqual([
    'measured with Node 20.20.2 there, with 26.0.0 here',
  ]);
});

test.each([
  [{ XDG_STATE_HOME: '/state', HOME: '/home/a' }, '/state/fork-bench/baselines'],
  [{ XDG_STATE_HOME: 'relative', HOME: '/home/a' }, '/home/a/.local/state/fork-bench/baselines'],
  [{ HOME: '/home/a' }, '/home/a/.local/state/fork-bench/baselines'],
])('with %j baselines are in %s', (environment, folder) => {
  expect(baselineFolder(environment)).toBe(folder);
});

const plain = (text: string): string => text;
const style = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

test('what has changed is said in a line for each', () => {
  const loaded = series(around(150, 2), { foreignShare: 0.5 });
  const cpu = { metric: 'cpu' } as const;
  const then = [series(around(100, 1)), series(around(100, 1), cpu), series(around(1, 1), { name: 'gone' })];
  const now = [loaded, series(around(150, 2), cpu), series([1, 2, 3], { name: 'new' })];
  const lines = baselineText('main', judgeAgainst(then, now, rules(0.05)), style).split('\n');
  expect(lines[0]).toBe('Against main');
  expect(lines[1]).toMatch(
    /^ {2}node a\.js {2}on the clock {2}\+\d+ … \+\d+ % {2}1\.5\d × slower {2,}does not count: others use 50 % of the machine, then 1 %$/,
  );
  expect(lines[2]).toMatch(/^ {2}node a\.js {2}CPU time {6}\+\d+ … \+\d+ % {2}1\.5\d × slower: too slow$/);
  expect(lines.slice(3)).toEqual(['  only then: gone', '  only now: new', '']);
});
