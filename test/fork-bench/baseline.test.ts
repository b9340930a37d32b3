import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';

const SOON = ['--runs', '30', '--warmup', '2', '-n', 'it'];
const QUICK = 'true';
/** Some 40 ms of CPU time: more than any drift. */
const SLOW = "sh -c 'i=0; while [ $i -lt 30000 ]; do i=$((i + 1)); done'";

const folderIn = (here: Scene): string => path.join(here.home, '.local/state/fork-bench/baselines');

const bench = (here: Scene, ...operands: readonly string[]) => here.tool('fork-bench', operands);

test('what became slower than allowed ends with 1, what did not with 0; results are shown before', async () => {
  const here = scene();
  expect(await bench(here, ...SOON, '--save', 'main', QUICK)).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(folderIn(here))).toEqual(['main.json']);
  const worse = await bench(here, ...SOON, '--against', 'main', '--fail-if-slower', '50%', SLOW);
  expect(worse).toMatchObject({ code: 1, stderr: '' });
  expect(worse.stdout).toMatch(/\nAgainst main\n(?:.*\n)* {2}it +CPU time +\+\d+ … \+\d+ % +\S+ × slower: too slow\n/);
  expect(worse.stdout.indexOf('it')).toBeLessThan(worse.stdout.indexOf('Against main'));
  const told = await bench(here, ...SOON, '--against', 'main', SLOW);
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(/ {2}it +CPU time .* × slower\n/);
  const better = await bench(here, ...SOON, '--quiet', '--against', 'main', '--fail-if-slower', '300%', QUICK);
  expect(better.code).toBe(2); // a share is at most 100 %
  expect(await bench(here, ...SOON, '-q', '--against', 'main', '--fail-if-slower', '100%', QUICK)).toMatchObject({
    code: 0,
    stdout: '',
  });
});

test('JSON stays one value, and what has changed is said beside it', async () => {
  const here = scene();
  await bench(here, ...SOON, '--save', 'main', QUICK);
  const { code, stderr, stdout } = await bench(here, ...SOON, '--json', '--against', 'main', '--save', 'next', QUICK);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'commands' });
  expect(stderr).toMatch(/^Against main\n {2}it /);
  expect(readdirSync(folderIn(here))).toEqual(['main.json', 'next.json']);
});

/** A command that leaves a trace when it is run. */
const TRACE = 'touch trace';

test.each([
  ['missing', undefined, 'there is no baseline main\n  did you mean mai? there are: mai\n'],
  ['damaged', '{', 'the baseline main is damaged: '],
])('a baseline that is %s is told before anything is run', async (_, text, sentence) => {
  const here = scene();
  await bench(here, '--runs', '6', '--warmup', '0', '--save', 'mai', QUICK);
  if (text !== undefined) writeFileSync(path.join(folderIn(here), 'main.json'), text);
  const ended = await bench(here, '--runs', '6', '--against', 'main', TRACE);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(`fork-bench: ${sentence}`);
  expect(existsSync(path.join(here.work, 'trace'))).toBe(false);
});

test('another machine is told, and compared with when that is wanted', async () => {
  const here = scene();
  await bench(here, ...SOON, '--save', 'main', QUICK);
  const file = path.join(folderIn(here), 'main.json');
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...kept, machine: { ...kept.machine, kernel: '1.2.3' } }));
  const refused = await bench(here, '--runs', '6', '--against', 'main', TRACE);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(
    /is of another machine: kernel 1\.2\.3 there, \S+ here\n {2}--anyway compares all the same\n/,
  );
  expect(existsSync(path.join(here.work, 'trace'))).toBe(false);
  const anyway = await bench(here, ...SOON, '--against', 'main', '--anyway', QUICK);
  expect(anyway).toMatchObject({ code: 0 });
  expect(anyway.stdout).toContain('Against main\n');
});

test('a gate without a baseline is wrong usage', async () => {
  expect(await bench(scene(), '--fail-if-slower', '5%', QUICK)).toMatchObject({
    code: 2,
    stderr: 'fork-bench: --fail-if-slower needs results to compare with\n  name them with --against NAME\n',
  });
});

test('a run in which a command fails is not kept', async () => {
  const here = scene();
  expect((await bench(here, '--runs', '6', '--warmup', '0', '--save', 'main', 'false')).code).toBe(1);
  expect(existsSync(path.join(folderIn(here), 'main.json'))).toBe(false);
});

test('a suite is kept and compared like commands', async () => {
  const here = scene();
  const timers = ['timers', '--budget', '1s'];
  expect(await bench(here, ...timers, '--save', 'main')).toMatchObject({ code: 0 });
  const { code, stdout } = await bench(here, ...timers, '--against', 'main');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nAgainst main\n {2}timers: \S/);
});
