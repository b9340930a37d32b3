import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { expectSentence, running, statusOf } from './one-daemon.ts';

test('a daemon that runs is not removed', async () => {
  const { here, actor } = await running();
  expectSentence(await here.daemonize('remove', 'server'), 1, /server is running.*\n {2}.*daemonize stop server/);
  expect(isAlive(actor.pid)).toBe(true);
  expect(await statusOf(here)).toMatchObject({ state: 'running', pid: actor.pid });
});

test('a stopped one is forgotten, with its folder and its logs', async () => {
  const { here } = await running();
  await here.daemonize('stop', 'server');
  expect(await here.daemonize('remove', 'server')).toEqual({
    ...{ code: 0, signal: null, stdout: 'server: removed\n', stderr: '' },
  });
  expect(readdirSync(here.state)).toEqual([]);
  expectSentence(await here.daemonize('status', 'server'), 4);
});

test('one that ended by itself is removed; log files of the user stay', async () => {
  const { here, actor } = await running('--log', 'mine.log');
  await actor.do({ write: 'stdout', text: 'precious\n' });
  await actor.do({ exit: 0 });
  expect(await here.daemonize('remove', '--quiet', 'server')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(path.join(here.work, 'mine.log'), 'utf8')).toBe('precious\n');
});

test('what an ended run left alive is not forgotten', async () => {
  const { here, actor } = await running();
  const child = await actor.do({ spawn: ['/bin/sleep', '1000'], detached: true });
  await actor.do({ exit: 0 });
  const { code } = await here.daemonize('remove', 'server');
  // Either it is refused, or the child is ended: never is there a process that nobody knows of.
  if (code === 0) expect(isAlive(child)).toBe(false);
  else expect(code).toBe(1);
});

test('the name can be used again, and begins anew', async () => {
  const { here, puppet } = await running();
  await here.daemonize('restart', 'server');
  await here.daemonize('stop', 'server');
  await here.daemonize('remove', 'server');
  await here.daemonize('--settle', '0', ...puppet.command);
  expect(await statusOf(here)).toMatchObject({ state: 'running', restarts: 0, lastExit: null });
});

test('several names; an unknown one is 4', async () => {
  const here = scene();
  for (const name of ['a', 'b']) await here.daemonize('--name', name, '--settle', '0', 'true');
  expect(await here.daemonize('remove', 'a', 'b')).toMatchObject({ code: 0, stdout: 'a: removed\nb: removed\n' });
  await here.daemonize('--name', 'c', '--settle', '0', 'true');
  expect(JSON.parse((await here.daemonize('remove', '--json', 'c')).stdout)).toEqual([{ name: 'c', removed: true }]);
  for (const name of ['a', '..', '../work', '.']) expectSentence(await here.daemonize('remove', '--', name), 4);
  expect(existsSync(here.work)).toBe(true);
});
