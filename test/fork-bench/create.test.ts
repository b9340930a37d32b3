import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { expectSound, forkBench, groupsIn, namesIn, only, resultsIn } from './suites.ts';

test('create tells what each way to start something takes', { timeout: 240_000 }, async () => {
  const ended = await forkBench(scene(), 'create', '--budget', '1s', '--workers', '1', '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = only(resultsIn(ended.stdout));
  expect(result).toMatchObject({ type: 'suite', suite: 'create', machine: { node: process.versions.node } });
  result.measurements.forEach(expectSound);
  expect(new Set(result.measurements.map(({ node }) => node))).toEqual(new Set([process.versions.node]));

  const [time, rate, cpu, each, blocked, pss, rss] = groupsIn(result) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  expect(namesIn(result, time)).toEqual([
    'spawn true → the call itself',
    'spawn true → exit',
    'spawnSync true → return',
    'spawn echo → first byte',
    'execFile echo → callback',
    'exec /bin/echo → callback',
    'exec echo (of the shell) → callback',
    'spawn with a shell → first byte',
    'spawn node → first byte',
    'fork → first message',
    'fork → exit',
    'cluster.fork → online',
    'cluster.fork → listening',
    'new Worker → first message',
  ]);
  const kinds = ['spawn true', 'spawnSync true', 'execFile echo', 'exec /bin/echo', 'fork', 'new Worker'];
  expect(namesIn(result, rate)).toEqual(
    kinds
      .flatMap((kind) => [1, 2].map((count) => `${kind}, ${count} at once`))
      .filter((name) => name !== 'spawnSync true, 2 at once'),
  );
  if (process.platform !== 'linux') return;
  expect(kinds).toEqual(expect.arrayContaining([...namesIn(result, cpu)])); // those that used enough of it
  for (const group of [each, blocked]) expect(namesIn(result, group).slice(0, 2)).toEqual(['2 forks', '8 forks']);
  const idle = ['spawn sleep', 'spawn node', 'fork', 'cluster worker, listening'];
  expect(namesIn(result, pss)).toEqual([...idle, 'worker thread']);
  expect(namesIn(result, rss)).toEqual(idle);
});
