// The work is done before anything is told of it: a reader that is gone ends us.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { readRecord, startSleeping } from './births.ts';
import { expectSentence, statusOf } from './one-daemon.ts';

/** Its standard output is a pipe that nobody reads any more. */
const withoutReader = (here: Scene, ...operands: readonly string[]) =>
  here.run('bash', [
    '-c',
    '{ read -r go; "$0" "$@"; } < <(sleep 0.2; echo) | true',
    toolPath('daemonize'),
    ...operands,
  ]);

const NAMES = ['a', 'b', 'c'];

const startAll = async (here: Scene): Promise<readonly number[]> => {
  const all = await Promise.all(NAMES.map((name) => startSleeping(here, ['--name', name])));
  return all.map(({ pid }) => pid);
};

test('remove removes all of them', async () => {
  const here = scene();
  await startAll(here);
  await here.daemonize('stop', '--all');
  await withoutReader(here, 'remove', ...NAMES);
  expect(readdirSync(here.state)).toEqual([]);
});

test.each([[NAMES], [['--all']]])('restart %j restarts all of them', async (operands) => {
  const here = scene();
  const before = await startAll(here);
  await withoutReader(here, 'restart', ...operands);
  expect(before.filter((pid) => isAlive(pid))).toEqual([]);
  for (const name of NAMES) {
    expect(await statusOf(here, name)).toMatchObject({ state: 'running', restarts: 1 });
    expect(isAlive(readRecord(here, name).main.pid)).toBe(true);
  }
});

test('stop stops all of them', async () => {
  const here = scene();
  const pids = await startAll(here);
  await withoutReader(here, 'stop', ...NAMES);
  expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
});

test('remove goes on after a name that is unknown, and says so', async () => {
  const here = scene();
  await startAll(here);
  await here.daemonize('stop', 'a', 'c');
  const ended = await here.daemonize('remove', 'unknown', 'a', 'nobody', 'c');
  expectSentence(ended, 4, 'no daemon is called unknown');
  expect(ended.stderr).toContain('no daemon is called nobody');
  expect(ended.stdout).toBe('a: removed\nc: removed\n');
  expect(readdirSync(here.state)).toEqual(['b']);
});

test('one that runs counts more than one that is unknown', async () => {
  const here = scene();
  await startAll(here);
  await here.daemonize('stop', 'a');
  const ended = await here.daemonize('remove', '--json', 'unknown', 'b', 'a');
  expectSentence(ended, 1, 'b is running');
  expect(JSON.parse(ended.stdout)).toEqual([{ name: 'a', removed: true }]);
});
