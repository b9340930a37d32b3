import { displayWidth } from '@proctools/core';
import { expect, test } from 'vitest';
import { commandsReport } from '../../src/report/commands-report.ts';
import { textReport } from '../../src/report/text-report.ts';
import { plain } from './plain.ts';
import { claims, commandOf, commandsOf, comparisonOf, machine, sample, timesAround } from './sample-results.ts';

const times = [40, 41, 42, 43, 44, 45, 46, 47, 48, 49];

const result = commandsOf(
  [
    commandOf('node a.js', times),
    commandOf(
      'b',
      times.map((ms) => ms * 1.25),
      { command: 'node b.js --fast', parameters: { n: '4' }, node: '22.23.3' },
    ),
  ],
  [
    comparisonOf('node a.js', 'b', {
      metric: 'cpu',
      ratio: 1.01,
      low: 0.97,
      high: 1.05,
      verdict: 'cannot-tell',
      morePairs: 40,
    }),
    comparisonOf('node a.js', 'b'),
  ],
  ['the machine was busy'],
);

test('a block for each command, time on the clock before CPU time, warnings, and the way it was measured', () => {
  expect(commandsReport(result, plain)).toBe(
    `\
node a.js
  time  44.5 ms  95 %: 41.0 – 48.0  44.5 ± 3.03  40.0 … 49.0  █▄▄▄█▄█
  CPU   40.0 ms  95 %: 36.9 – 43.2  40.0 ± 2.72  36.0 … 44.1
  peak memory 41.5 MB
  10 runs · spread 6.8 % · drifting (lag-1 r = 0.70) · meanwhile others 3.4 %,
  steal 0.2 %, pressure 12 %

b
  node b.js --fast  n = 4, Node 22.23.3
  time  55.6 ms  95 %: 51.3 – 60.0  55.6 ± 3.78  50.0 … 61.3  █▄▄▄█▄█
  CPU   50.1 ms  95 %: 46.1 – 54.0  50.1 ± 3.41  45.0 … 55.1
  peak memory 41.5 MB
  10 runs · spread 6.8 % · drifting (lag-1 r = 0.70) · meanwhile others 3.4 %,
  steal 0.2 %, pressure 12 %

time on the clock
  node a.js is 1.23 × faster than b (95 %: 1.19 – 1.27)
    30 pairs; differences from 3.6 % on would have shown

CPU time
  node a.js or b: cannot tell yet: −3 … +5 %, about 40 more pairs would settle
  it
    30 pairs; differences from 3.6 % on would have shown

warning: the machine was busy

CPU time and memory by: probe
`,
  );
});

test.each([40, 60, 80, 100])(
  'only a table is ever wider than %s columns, and then by nothing but its figures',
  (columns) => {
    const lines = commandsReport(result, { ...plain, columns }).split('\n');
    const wide = lines.filter((line) => displayWidth(line) > columns);
    expect(wide.filter((line) => !/^ {2}(time|CPU)/.test(line))).toEqual([]);
    if (columns >= 80) expect(wide).toEqual([]);
  },
);

test('a single run has no interval, no deviation, and no share of anything', () => {
  const one = commandsReport(commandsOf([commandOf('x', [12])]), plain);
  expect(one).toContain('1 run ·');
  expect(one).not.toMatch(/NaN|undefined|±|95 %/);
});

test('what was not measured is not shown', () => {
  const nothing = { cpuMs: undefined, userMs: undefined, systemMs: undefined, maxRssBytes: undefined };
  const unknown = { foreignShare: undefined, stealShare: undefined, throttledMs: undefined, pressureShare: undefined };
  const samples = times.map((ms) => sample(ms, { ...nothing, contention: unknown }));
  const text = commandsReport(commandsOf([commandOf('x', [], { samples, way: '' })]), plain);
  expect(text).not.toMatch(/CPU|user|memory|meanwhile|NaN|undefined/);
});

test('runs that failed, and those that took too long, are counted', () => {
  const samples = [
    sample(1),
    sample(2, { exitCode: 3 }),
    sample(3, { exitCode: 137, signal: 'SIGKILL', isTimedOut: true }),
  ];
  const text = commandsReport(commandsOf([commandOf('x', [], { samples })]), plain);
  expect(text).toContain('2 failed, 1 of them out of time');
});

test('a command that never ran to its end, and one with a name that plays tricks', () => {
  const text = commandsReport(commandsOf([commandOf('\u001b]0;x\u0007', [])]), plain);
  expect(text).toContain('\\x1b]0;x\\x07\n  no run was finished\n');
});

test('twenty thousand runs are no problem', () => {
  const text = commandsReport(commandsOf([commandOf('x', timesAround(10, 20_000, 7))]), plain);
  expect(text).toContain('20000 runs');
});

test('the machine is told once for all that it measured', () => {
  const other = { ...claims, machine: { ...machine, host: 'other' } };
  const text = textReport([result, claims, other], plain);
  expect(text.match(/on bench/g)).toHaveLength(1);
  expect(text.match(/on other/g)).toHaveLength(1);
});
