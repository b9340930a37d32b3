import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { scene } from '../rig/scene.ts';
import { startXspawn, xspawn } from './ways.ts';

/** Ignores TERM, says so, and starts a child that does so, too. */
const DEAF = 'trap "" TERM; sh -c "echo deaf; while :; do sleep 0.05; done" & wait; while :; do sleep 0.05; done';

test('a command that takes too long is ended, and that is 124', async () => {
  const ended = await xspawn(scene(), '--timeout', '100ms', 'sleep', '1000');
  expect(ended).toMatchObject({ code: 124, signal: null, stdout: '' });
  expect(ended.stderr).toMatch(/^xspawn: sleep: timed out, ended after \d+/);
});

test('one that is deaf is killed with all its children, and that is 137', async () => {
  const ended = await xspawn(scene(), '--timeout', '300ms', '--kill-after', '100ms', 'sh', '-c', DEAF);
  expect(ended).toMatchObject({ code: 137, signal: null });
  expect(ended.stderr).toMatch(/^xspawn: sh: timed out, killed, ended after/);
});

test('also one that catches the signal and exits with a code of its own has run out of time', async () => {
  const script = 'trap "exit 3" TERM; while :; do sleep 0.02; done';
  expect(await xspawn(scene(), '--timeout', '300ms', 'sh', '-c', script)).toMatchObject({ code: 124 });
});

test('--signal is what it is sent, to all its process group', async () => {
  const script =
    'trap "echo main; wait; exit 0" USR1; sh -c "trap \\"echo child; exit\\" USR1; while :; do sleep 0.02; done" & wait';
  const { stdout, code } = await xspawn(scene(), '--timeout', '500ms', '--signal', 'USR1', 'sh', '-c', script);
  expect({ code, said: stdout.trim().split('\n').sort() }).toEqual({ code: 124, said: ['child', 'main'] });
});

test('a stopped command is ended, too', async () => {
  expect(await xspawn(scene(), '--timeout', '200ms', 'sh', '-c', 'kill -STOP $$')).toMatchObject({ code: 124 });
});

test('a command that ends in time is none of its business, and its background children live', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const line = '"$@" </dev/null >/dev/null 2>&1 & echo $!';
  const ended = await xspawn(here, '--timeout', '1h', 'sh', '-c', line, 'sh', ...puppet.command);
  expect(ended.code).toBe(0);
  const child = await puppet.connected();
  expect(isAlive(child.pid)).toBe(true);
  await child.do({ exit: 0 });
});

test('--idle-timeout ends who is silent, and no one who writes', async () => {
  const here = scene();
  const talks = 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done';
  expect(await xspawn(here, '--idle-timeout', '2s', 'sh', '-c', talks)).toMatchObject({
    code: 0,
    stdout: '1\n2\n3\n4\n5\n6\n',
  });
  const silent = await xspawn(here, '--idle-timeout', '200ms', 'sh', '-c', 'echo begun; exec sleep 1000');
  expect(silent).toMatchObject({ code: 124, stdout: 'begun\n' });
  expect(silent.stderr).toMatch(/^xspawn: sh: was silent for too long, ended after/);
});

test('--tree ends a child that left for a session of its own', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const running = startXspawn(here, '--timeout', '6s', '--tree', ...puppet.command);
  const actor = await puppet.connected();
  await actor.do({ spawn: puppet.command, detached: true });
  const child = await puppet.connected();
  expect(await running.ended).toMatchObject({ code: 124 });
  await Promise.all([actor.ended, child.ended]);
});

test('without --tree that child lives', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here);
  const running = startXspawn(here, '--timeout', '6s', ...puppet.command);
  const actor = await puppet.connected();
  await actor.do({ spawn: puppet.command, detached: true });
  const child = await puppet.connected();
  expect(await running.ended).toMatchObject({ code: 124 });
  await actor.ended;
  expect(isAlive(child.pid)).toBe(true);
  await child.do({ exit: 0 });
});

test('--max-output ends who writes too much: so much is passed on, and 125 tells', async () => {
  const ended = await xspawn(scene(), '--max-output', '64k', 'yes');
  expect({ code: ended.code, length: ended.stdout.length }).toEqual({ code: 125, length: 65_536 });
  expect(ended.stderr).toMatch(/^xspawn: yes: wrote too much, ended after/);
});
