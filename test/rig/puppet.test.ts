import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAlive } from './processes.ts';
import { Puppet } from './puppet.ts';
import { scene } from './scene.ts';
import { until } from './until.ts';

const cast = async (...operands: readonly string[]) => {
  const here = scene();
  const puppet = await Puppet.listen(here, 'server');
  const [file = '', ...rest] = puppet.command;
  const running = here.start(file, [...rest, ...operands], { stdin: 'open' });
  return { here, puppet, running, actor: await puppet.connected() };
};

test('a puppet tells who it is, writes what it is told and exits as it is told', async () => {
  const { here, running, actor } = await cast('007', '--help', '');
  expect(actor).toMatchObject({ pid: running.pid, ppid: process.pid, argv: ['007', '--help', ''], cwd: here.work });
  expect(actor.env.HOME).toBe(here.home);
  await actor.do({ write: 'stdout', text: 'hello' });
  await actor.do({ write: 'stderr', text: 'oh' });
  expect(await actor.do({ openFds: true })).toHaveProperty('0');
  await actor.do({ exit: 3 });
  await actor.ended;
  expect(await running.ended).toEqual({ code: 3, signal: null, stdout: 'hello', stderr: 'oh' });
});

test('a puppet catches signals, tells of each once, and dies of the next', async () => {
  const { running, actor } = await cast();
  await actor.do({ catch: 'SIGUSR1' });
  running.kill('SIGUSR1');
  await actor.received('SIGUSR1');
  await actor.do({ kill: 'SIGUSR1' });
  await actor.received('SIGUSR1');
  await actor.do({ default: 'SIGUSR1' });
  await actor.do({ kill: 'SIGTERM' });
  expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
});

test('a puppet listens and answers with its pid', async () => {
  const { here, running, actor } = await cast();
  const port = await actor.do({ listen: 0 });
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe(String(running.pid));
  expect(await actor.do({ listenUnix: `${here.root}/x.sock` })).toBe(`${here.root}/x.sock`);
  await actor.do({ closeServers: true });
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test('a puppet starts another one in a session of its own', async () => {
  const { puppet, actor } = await cast();
  const pid = await actor.do({ spawn: puppet.command, detached: true });
  const other = await puppet.connected();
  expect(other).toMatchObject({ pid, ppid: actor.pid });
  await other.do({ exit: 5 });
  expect(await actor.told('child')).toEqual({ pid, code: 5, signal: null });
  await until(() => !isAlive(pid), 'the other has ended');
});

test('a puppet that cannot do it says why', async () => {
  const { here, actor } = await cast();
  await expect(actor.do({ append: '/no/such/file', text: '' })).rejects.toThrow('ENOENT');
  await actor.do({ append: `${here.work}/log`, text: 'line\n' });
  expect(readFileSync(`${here.work}/log`, 'utf8')).toBe('line\n');
});
