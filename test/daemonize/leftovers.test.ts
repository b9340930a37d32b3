// Processes of an earlier run that ended by itself and left them behind.
import { expect, test } from 'vitest';
import type { Actor } from '../rig/actor.ts';
import { isAlive, processesWith } from '../rig/processes.ts';
import { expectSentence, freePort, type OneDaemon, running, stateOf } from './one-daemon.ts';

/** A run whose main process has ended, and whose child, in a session of its own, still listens on a port. */
const withLeftover = async (): Promise<OneDaemon & { readonly left: Actor; readonly port: number }> => {
  const cast = await running();
  await cast.actor.do({ spawn: cast.puppet.command, detached: true });
  const left = await cast.puppet.connected();
  const port = await freePort();
  await left.do({ listen: port });
  await cast.actor.do({ exit: 0 });
  expect(await stateOf(cast.here)).toBe('exited');
  return { ...cast, left, port };
};

test('what an earlier run left behind does not make a new start ready, and outlives its failure', async () => {
  const { here, puppet, left, port } = await withLeftover();
  const options = ['--ready', `port:${port}`, '--ready-timeout', '600ms'];
  const ended = await here.daemonize(...options, ...puppet.command);
  expectSentence(ended, 1, `server was not ready (port:${port}) within 600ms, and was stopped`);
  expect(ended.stderr).toContain(`:${port} belongs to pid ${left.pid} (`);
  const again = await puppet.connected();
  await again.ended;
  expect(isAlive(again.pid)).toBe(false);
  expect(isAlive(left.pid)).toBe(true);
  expect(await stateOf(here)).toBe('exited');
  expect(await here.daemonize('stop', 'server')).toMatchObject({
    ...{ code: 0, stderr: '', stdout: 'server: was not running, ended what it had left behind (1 process)\n' },
  });
  expect(isAlive(left.pid)).toBe(false);
});

test('stop ends the new run and what earlier runs left behind', async () => {
  const { here, puppet, left } = await withLeftover();
  const leftovers = [left];
  for (let run = 0; run < 2; run += 1) {
    await here.daemonize('--settle', '0', ...puppet.command);
    const main = await puppet.connected();
    await main.do({ spawn: puppet.command, detached: true });
    leftovers.push(await puppet.connected());
    await main.do({ exit: 0 });
  }
  await here.daemonize('--settle', '0', ...puppet.command);
  const last = await puppet.connected();
  expect(leftovers.map(({ pid }) => isAlive(pid))).toEqual([true, true, true]);
  expect(await here.daemonize('stop', 'server')).toMatchObject({
    ...{ code: 0, stderr: '', stdout: 'server: stopped (4 processes)\n' },
  });
  expect([last, ...leftovers].filter(({ pid }) => isAlive(pid))).toEqual([]);
  expect(processesWith(here.marker)).toEqual([]);
});

test('a failed start leaves alone what a stopped start before it has, and the next run knows of it', async () => {
  const { here, puppet, left } = await withLeftover();
  expectSentence(await here.daemonize('--name', 'server', '--settle', '1h', 'false'), 1, 'exit code 1');
  await here.daemonize('--settle', '0', ...puppet.command);
  const main = await puppet.connected();
  expect(isAlive(left.pid)).toBe(true);
  await here.daemonize('restart', 'server');
  const again = await puppet.connected();
  expect([main, left].map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  expect(isAlive(again.pid)).toBe(true);
});
