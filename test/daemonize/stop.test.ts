import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { executable } from '../rig/files.ts';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import type { Ended } from '../rig/run.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, linesOf, running, stateOf, statusOf, withPuppet } from './one-daemon.ts';

const SLEEP = ['/bin/sleep', '1000'];

const expectStopped = async (here: Scene, ended: Ended, words: string): Promise<void> => {
  expect(ended).toEqual({ code: 0, signal: null, stdout: `server: ${words}\n`, stderr: '' });
  expect(await stateOf(here)).toBe('stopped');
};

test('stop asks with TERM, and returns when it has ended', async () => {
  const { here, actor } = await running();
  await actor.do({ catch: 'SIGTERM' });
  const stop = here.startDaemonize('stop', 'server');
  await actor.received('SIGTERM');
  expect(await stateOf(here)).toBe('stopping');
  await actor.do({ exit: 0 });
  await expectStopped(here, await stop.ended, 'stopped (1 process)');
  expect(isAlive(actor.pid)).toBe(false);
});

test.each([
  [['--stop-signal', 'QUIT'], [], 'SIGQUIT'],
  [['--stop-signal', '10'], [], 'SIGUSR1'],
  [['--stop-signal', 'QUIT'], ['--stop-signal', 'SIGINT'], 'SIGINT'],
] as const)('started with %j, stop %j asks with %s', async (atStart, atStop, signal) => {
  const { here, actor } = await running(...atStart);
  await actor.do({ catch: signal });
  const stop = here.startDaemonize('stop', ...atStop, 'server');
  await actor.received(signal);
  await actor.do({ exit: 0 });
  await expectStopped(here, await stop.ended, 'stopped (1 process)');
});

test.each([
  [['--stop-timeout', '100ms'], []],
  [[], ['--stop-timeout', '100ms']],
  [
    ['--stop-timeout', '1h'],
    ['--stop-timeout', '0'],
  ],
] as const)('a deaf process is killed after the stop timeout (%j, stop %j)', async (atStart, atStop) => {
  const { here, actor } = await running(...atStart);
  await actor.do({ ignore: 'SIGTERM' });
  await expectStopped(here, await here.daemonize('stop', 'server', ...atStop), 'stopped (1 process, killed)');
  expect(isAlive(actor.pid)).toBe(false);
});

test('a process that SIGSTOP holds is woken, and can end by itself', async () => {
  const { here, actor } = await running('--stop-timeout', '1h');
  process.kill(actor.pid, 'SIGSTOP');
  await until(() => processInfo(actor.pid).state === 'T', 'it is stopped');
  await expectStopped(here, await here.daemonize('stop', 'server'), 'stopped (1 process)');
});

test.each([
  ['in its group', SLEEP, {}],
  ['in a session of its own', SLEEP, { detached: true }],
  ['that is deaf', ['/bin/sh', '-c', "trap '' TERM INT HUP; exec sleep 1000"], {}],
  ['with an emptied environment', SLEEP, { environment: {} }],
  ['with an emptied environment in a session of its own', SLEEP, { environment: {}, detached: true }],
] as const)('a child %s is ended as well', async (_, command, how) => {
  const { here, actor } = await running('--stop-timeout', '200ms');
  const child = await actor.do({ spawn: command, ...how });
  await until(() => processInfo(child).command.at(-1) === '1000', 'the child has begun');
  expect((await here.daemonize('stop', 'server')).stdout).toMatch(/^server: stopped \(2 processes(, killed)?\)\n$/);
  expect([isAlive(child), isAlive(actor.pid)]).toEqual([false, false]);
});

test.each([
  ['in its session', 'sleep 1000 & echo $!'],
  ['in another session', 'setsid sh -c "sleep 1000 & echo \\$!"'],
  ['in its session, with an emptied environment', 'env -i /bin/sleep 1000 & echo $!'],
])('a grandchild that init has adopted is ended as well (%s)', async (_, script) => {
  const { here, puppet } = await withPuppet();
  const [node = '', ...rest] = puppet.command;
  await here.daemonize('--name', 'server', 'sh', '-c', `sh -c '${script}' >orphan; exec "$0" "$@"`, node, ...rest);
  const actor = await puppet.connected();
  const orphan = Number(readFileSync(path.join(here.work, 'orphan'), 'utf8'));
  await until(() => processInfo(orphan).command.at(-1) === '1000', 'the grandchild has begun');
  expect(processInfo(orphan).ppid).not.toBe(actor.pid);
  await expectStopped(here, await here.daemonize('stop', 'server'), 'stopped (2 processes)');
  expect(isAlive(orphan)).toBe(false);
});

test.each([
  ['that forks on and on', "trap '' TERM; while :; do sleep 100 & sleep 0.005; done"],
  ['that forks in new sessions', "trap '' TERM; while :; do setsid sleep 100 & sleep 0.005; done"],
  [
    'that starts itself again when it is asked to end',
    'trap \'"$0" & exit 0\' TERM; echo up; while :; do sleep 0.02; done',
  ],
])('a command %s ends', async (_, script) => {
  const here = scene({ 'storm.sh': executable(`#!/bin/sh\n${script}\n`) });
  await here.daemonize('--name', 'server', '--settle', '100ms', './storm.sh');
  await until(() => processesAround(here.root).length > 1, 'it storms');
  const ended = await here.daemonize('stop', 'server', '--stop-timeout', '300ms');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  // Not always killed: one that is asked before it has set its trap ends at once.
  expect(ended.stdout).toMatch(/^server: stopped \(\d+ process(es)?(, killed)?\)\n$/);
  expect(processesAround(here.root)).toEqual([]);
});

test('to stop what is stopped succeeds, and says so', async () => {
  const { here } = await running();
  await expectStopped(here, await here.daemonize('stop', 'server'), 'stopped (1 process)');
  await expectStopped(here, await here.daemonize('stop', 'server'), 'was not running');
  expect((await here.daemonize('stop', '--quiet', 'server')).stdout).toBe('');
});

test('an unknown name is 4, and the others are stopped all the same', async () => {
  const { here, actor } = await running();
  const ended = await here.daemonize('stop', 'nobody', 'server', '../server');
  expectSentence(ended, 4, 'no daemon is called nobody');
  expect(ended.stderr).toContain('no daemon is called ../server');
  expect(ended.stdout).toBe('server: stopped (1 process)\n');
  expect(isAlive(actor.pid)).toBe(false);
});

test('several names, and all of them', async () => {
  const here = scene();
  for (const name of ['a', 'b', 'c', 'd']) await here.daemonize('--name', name, '--settle', '0', 'sleep', '1000');
  expect((await here.daemonize('stop', 'c', 'a')).stdout).toBe('c: stopped (1 process)\na: stopped (1 process)\n');
  const ended = await here.daemonize('stop', '--all');
  expect(linesOf(ended.stdout)).toEqual([
    ...['a: was not running', 'b: stopped (1 process)', 'c: was not running', 'd: stopped (1 process)'],
  ]);
  expectSentence(await here.daemonize('stop'), 2, 'stop takes either names or --all');
  expectSentence(await here.daemonize('stop', '--all', 'a'), 2, 'stop takes either names or --all');
});

test('stop --json is an array, one object for each name', async () => {
  const { here, actor } = await running('--stop-timeout', '50ms');
  await actor.do({ ignore: 'SIGTERM' });
  const stop = async () => JSON.parse((await here.daemonize('stop', '--json', 'server')).stdout);
  expect(await stop()).toEqual([{ name: 'server', wasRunning: true, processes: 1, killed: true, survivors: [] }]);
  expect(await stop()).toEqual([{ name: 'server', wasRunning: false, processes: 0, killed: false, survivors: [] }]);
});

test('the pidfiles go when it is stopped; one that names somebody else by now stays', async () => {
  const { here, actor } = await running('--pidfile', 'my.pid');
  const [own, given] = [path.join(here.state, 'server/pid'), path.join(here.work, 'my.pid')];
  expect([own, given].map((file) => readFileSync(file, 'utf8'))).toEqual([`${actor.pid}\n`, `${actor.pid}\n`]);
  await here.daemonize('stop', 'server');
  expect([own, given].map((file) => existsSync(file))).toEqual([false, false]);
  await here.daemonize('restart', 'server', '--quiet');
  here.write({ 'my.pid': '1\n' });
  await here.daemonize('stop', 'server');
  expect(readFileSync(given, 'utf8')).toBe('1\n');
});

test('a daemon that a daemon started is not stopped with it', async () => {
  const { here, puppet, actor } = await running();
  const command = [toolPath('daemonize'), '--name', 'inner', '--settle', '0', ...puppet.command];
  await actor.do({ spawn: command });
  const inner = await puppet.connected();
  expect(await actor.told('child')).toMatchObject({ code: 0 });
  await expectStopped(here, await here.daemonize('stop', 'server'), 'stopped (1 process)');
  expect(isAlive(inner.pid)).toBe(true);
  expect(await statusOf(here, 'inner')).toMatchObject({ state: 'running', pid: inner.pid });
});

test.each([{}, { detached: true }])('a daemon can have itself stopped (%j)', async (how) => {
  const { here, actor } = await running();
  const stopper = await actor.do({ spawn: [toolPath('daemonize'), 'stop', 'server'], ...how });
  await actor.ended;
  await until(() => !isAlive(stopper), 'the stopper has ended');
  expect(await stateOf(here)).toBe('stopped');
});

test('two stops at once: both succeed', async () => {
  const { here, actor } = await running();
  await actor.do({ catch: 'SIGTERM' });
  const stops = [here.startDaemonize('stop', 'server'), here.startDaemonize('stop', 'server')];
  await actor.received('SIGTERM'); // the other may be one with this: a signal that is pending is not sent again
  await actor.do({ exit: 0 });
  const ends = await Promise.all(stops.map((stop) => stop.ended));
  expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ends.map(() => ({ code: 0, stderr: '' })));
  const words = ends.map(({ stdout }) => stdout);
  expect(words).toContain('server: stopped (1 process)\n');
  // The other asked as well, or found it ended, or stopped already.
  for (const word of words) expect(word).toMatch(/^server: (stopped|stopped \(1 process\)|was not running)\n$/);
  expect(isAlive(actor.pid)).toBe(false);
});

test('what a run that ended by itself left behind is ended by stop', async () => {
  const { here, actor } = await running();
  const child = await actor.do({ spawn: SLEEP, detached: true });
  await actor.do({ exit: 0 });
  expect(await statusOf(here)).toMatchObject({ state: 'exited', pid: null });
  const { stdout } = await here.daemonize('stop', 'server');
  expect(stdout).toBe('server: was not running, ended what it had left behind (1 process)\n');
  expect(isAlive(child)).toBe(false);
});

test('kill -9 of a stop half way: it counts as running again, and the next stop ends it', async () => {
  const { here, actor } = await running('--stop-timeout', '1h');
  await actor.do({ catch: 'SIGTERM' });
  const stop = here.startDaemonize('stop', 'server');
  await actor.received('SIGTERM');
  stop.kill('SIGKILL');
  await stop.ended;
  expect(await stateOf(here)).toBe('running');
  const again = await here.daemonize('stop', 'server', '--stop-timeout', '0');
  await expectStopped(here, again, 'stopped (1 process, killed)');
});
