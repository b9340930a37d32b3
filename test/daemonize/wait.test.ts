import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { expectSentence, running, starting, stateOf } from './one-daemon.ts';

test('wait returns once the daemon is ready, and not before', async () => {
  const { here, start, actor } = await starting('--ready', 'log:/ready/');
  const wait = here.startDaemonize('wait', 'server');
  expectSentence(await here.daemonize('wait', 'server', '--timeout', '100ms'), 1, 'server was not ready within 100ms');
  await actor.do({ write: 'stdout', text: 'ready\n' });
  expect(await wait.ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  await start.ended;
  expect(await here.daemonize('wait', 'server', '--for', 'ready', '--timeout', '0')).toMatchObject({ code: 0 });
  const { stdout } = await here.daemonize('wait', 'server', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ name: 'server', state: 'running', pid: actor.pid });
});

test.each([
  ['is stopped', async (here: Scene) => here.daemonize('stop', 'server')],
  ['ends by itself', undefined],
])('wait --for stopped returns when it %s', async (_, stop) => {
  const { here, actor } = await running();
  const wait = here.startDaemonize('wait', 'server', '--for=stopped');
  expectSentence(
    await here.daemonize('wait', '--for', 'stopped', '--timeout', '100ms', 'server'),
    1,
    'server had not stopped within 100ms',
  );
  if (stop) await stop(here);
  else await actor.do({ exit: 0 });
  expect(await wait.ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  expect(await here.daemonize('wait', 'server', '--for', 'stopped')).toMatchObject({ code: 0 });
});

test('to wait until one is ready that does not run is 3, and an unknown name is 4', async () => {
  const { here } = await running();
  await here.daemonize('stop', 'server');
  expectSentence(await here.daemonize('wait', 'server'), 3, 'server is not running');
  for (const goal of ['ready', 'stopped'])
    expectSentence(await here.daemonize('wait', 'nobody', '--for', goal), 4, 'no daemon is called nobody');
});

test('one that dies before it is ready ends the wait', async () => {
  const { here, start, actor } = await starting('--ready', 'log:/ready/');
  const wait = here.startDaemonize('wait', 'server');
  await until(async () => (await stateOf(here)) === 'starting', 'it is starting');
  await actor.do({ exit: 1 });
  await start.ended;
  const { code, stderr } = await wait.ended;
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect([3, 4]).toContain(code); // it is gone, or the name is
});

test('a starter that was killed leaves nobody waiting for ever', async () => {
  const { here, start } = await starting('--ready', 'log:/ready/');
  start.kill('SIGKILL');
  await start.ended;
  expect(await stateOf(here)).toBe('running');
  expectSentence(await here.daemonize('wait', 'server'), 1, 'server runs, but its start was killed');
});

test('what cannot be waited for is wrong usage', async () => {
  const here = scene();
  expectSentence(await here.daemonize('wait', 'x', '--for', 'godot'), 2, '--for: expected one of ready, stopped');
  expectSentence(await here.daemonize('wait'), 2, 'missing operand: NAME');
});
