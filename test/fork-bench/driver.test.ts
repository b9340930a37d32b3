import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Told } from '../../packages/fork-bench/src/suites/protocol.ts';
import { processesWith } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

const built = path.dirname(toolPath('fork-bench'));

/** A driver that leads a process group; what it tells on descriptor 3 is its standard output here. */
const startDriver = (here: Scene, suite: string, budgetMs: number) => {
  const settings = { budgetMs, pins: ['free'], workers: [1], isBrief: true };
  const words = [process.execPath, path.join(built, 'driver.cjs'), JSON.stringify({ suite, settings })];
  return here.start('sh', ['-c', 'exec "$@" 3>&1', 'sh', ...words], { stdin: 'open', detached: true });
};

const toldIn = (text: string): readonly Told[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);

test('a driver tells who it is, each step with what it finds, and that it is done', async () => {
  const ended = await startDriver(scene(), 'timers', 100).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const told = toldIn(ended.stdout);
  const steps = ['delay', 'cost', 'order'];
  expect(told[0]).toEqual({ type: 'started', node: process.versions.node, steps });
  expect(told.flatMap((one) => (one.type === 'step' ? [one.name] : []))).toEqual(steps);
  expect(told.slice(1, -1).filter(({ type }) => type !== 'step' && type !== 'finding')).toEqual([]);
  expect(told.at(-1)).toEqual({ type: 'done' });
});

test('a driver whose parent is gone ends at once, with all that it has started', async () => {
  const here = scene();
  const running = startDriver(here, 'create', 60_000);
  await until(() => processesWith(here.marker).length > 1, 'the driver has a child');
  running.closeStdin();
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' });
  await until(() => processesWith(here.marker).length === 0, 'nothing is left');
});

test('a driver, its suites and their children bring neither yargs nor execa', () => {
  const files = readdirSync(built).filter((name) => /^(driver|child-.*|.*-suite)\.cjs$/.test(name));
  expect(files).toEqual(
    expect.arrayContaining(['driver.cjs', 'child-send.cjs', 'create-suite.cjs', 'timers-suite.cjs']),
  );
  for (const name of files) {
    const text = readFileSync(path.join(built, name), 'utf8');
    expect({ name, found: /yargs|execa/.exec(text)?.[0] }).toEqual({ name, found: undefined });
  }
});
