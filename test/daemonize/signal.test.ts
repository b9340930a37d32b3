import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { expectSentence, running } from './one-daemon.ts';

test.each(['USR2', 'SIGUSR2', 'usr2', '12'])('signal server %s reaches the command', async (name) => {
  const { here, actor } = await running();
  await actor.do({ catch: 'SIGUSR2' });
  expect(await here.daemonize('signal', 'server', name)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  await actor.received('SIGUSR2');
});

test('signal --json tells what was sent to whom', async () => {
  const { here, actor } = await running();
  const { stdout } = await here.daemonize('signal', '--json', 'server', 'CONT');
  expect(JSON.parse(stdout)).toEqual({ name: 'server', pid: actor.pid, signal: 'SIGCONT' });
});

test.each(['TERM', 'SIGTERM', '15'])('signal server %s ends it', async (name) => {
  const { here, actor } = await running();
  expect(await here.daemonize('signal', 'server', name)).toMatchObject({ code: 0, stderr: '' });
  await actor.ended;
  expect((await here.daemonize('status', 'server')).code).toBe(3);
});

test('it reaches the command only, not its children', async () => {
  const { here, puppet, actor } = await running();
  await actor.do({ spawn: puppet.command });
  const child = await puppet.connected();
  for (const one of [actor, child]) await one.do({ catch: 'SIGUSR1' });
  await here.daemonize('signal', 'server', 'USR1');
  await actor.received('SIGUSR1');
  process.kill(child.pid, 'SIGUSR1'); // the first that it gets
  await child.received('SIGUSR1');
  await child.do({ default: 'SIGUSR1' });
  await here.daemonize('signal', 'server', 'USR1');
  await actor.received('SIGUSR1');
  expect(isAlive(child.pid)).toBe(true); // it would have died
  await child.do({ exit: 0 });
});

test.each(['NONSENSE', '0', '-1', '65', '999', '', 'SIG', 'TERM '])('the signal "%s" is wrong usage', async (name) => {
  const { here, actor } = await running();
  const ended = await here.daemonize('signal', '--', 'server', name);
  expectSentence(ended, 2, `expected a signal such as TERM, SIGTERM or 15, not "${name}"`);
  expect(isAlive(actor.pid)).toBe(true);
});

test('one that does not run is 3, and an unknown name is 4', async () => {
  const { here, actor } = await running();
  await actor.do({ exit: 0 });
  expectSentence(await here.daemonize('signal', 'server', 'HUP'), 3, 'server is not running');
  await here.daemonize('stop', 'server');
  expectSentence(await here.daemonize('signal', 'server', 'HUP'), 3, 'server is not running');
  expectSentence(await here.daemonize('signal', 'nobody', 'HUP'), 4, 'no daemon is called nobody');
});

test('a missing operand is wrong usage', async () => {
  const here = scene();
  expectSentence(await here.daemonize('signal', 'server'), 2, 'missing operand: SIGNAL');
  expectSentence(await here.daemonize('signal', 'a', 'HUP', 'b'), 2, 'too many operands: b');
});
