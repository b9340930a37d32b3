// The supervisor may die at any moment: the command goes on, and another takes over.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround, processesWith, processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { BIRTHS, readRecord, recordFile } from './births.ts';
import { eventsOf, expectSentence, type OneDaemon, stateOf, statusOf, withPuppet } from './one-daemon.ts';

const supervisors = (here: Scene) => processesAround(here.root).filter(({ command }) => command.includes('supervisor'));

/** Kills the supervisor, and waits until it is gone; a dying process has no command line any more. */
const bereave = async (here: Scene): Promise<void> => {
  const pids = supervisors(here).map(({ pid }) => pid);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await until(() => !pids.some((pid) => isAlive(pid)), 'the supervisor is dead');
};

const supervised = async (environment = {}): Promise<OneDaemon> => {
  const { here, puppet } = await withPuppet();
  const words = ['--settle', '0', '--restart', '--backoff', '0', ...puppet.command];
  expect(await here.tool('daemonize', words, { environment })).toMatchObject({ code: 0, stderr: '' });
  return { here, puppet, actor: await puppet.connected() };
};

const isRunning = (here: Scene) => until(async () => (await stateOf(here)) === 'running', 'it runs');

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test('without its supervisor it goes on as it was, and list says that it has none', async () => {
    const { actor, here } = await supervised(environment);
    await bereave(here);
    expect(await statusOf(here)).toMatchObject({ state: 'unsupervised', pid: actor.pid, supervisorPid: null });
    expect((await here.daemonize('list')).stdout).toMatch(/server +unsupervised +\d+/);
    expect((await here.daemonize('status', 'server')).code).toBe(0);
    await actor.do({ write: 'stdout', text: 'still here\n' });
    expect((await here.daemonize('logs', 'server')).stdout).toBe('still here\n');
  });

  test('how it ended while it had none is told by status and why, and no end of an earlier run', async () => {
    const { actor, here, puppet } = await supervised(environment);
    await actor.do({ exit: 3 });
    const second = await puppet.connected();
    await isRunning(here);
    await bereave(here);
    await second.do({ exit: 5 });
    await until(async () => (await stateOf(here)) === 'exited', 'it has ended');
    await until(async () => (await statusOf(here)).lastExit !== null, 'its end is written down');
    expect(await statusOf(here)).toMatchObject({ lastExit: { code: 5 } });
    expect((await here.daemonize('why', 'server')).stdout).toMatch(/server is exited: exit code 5\n$/);
  });

  test('resume takes over the same process, sees it end, and starts it again', async () => {
    const { actor, here, puppet } = await supervised(environment);
    await bereave(here);
    const resumed = await here.daemonize('resume', 'server');
    expect(resumed).toEqual({ code: 0, signal: null, stdout: `server: taken over, pid ${actor.pid}\n`, stderr: '' });
    expect(await statusOf(here)).toMatchObject({ state: 'running', pid: actor.pid, supervisorPid: expect.any(Number) });
    await actor.do({ exit: 3 });
    const second = await puppet.connected();
    await isRunning(here);
    await second.do({ kill: 'SIGUSR2' });
    const third = await puppet.connected();
    await isRunning(here);
    expect(await statusOf(here)).toMatchObject({ pid: third.pid, restarts: 2, lastExit: { signal: 'SIGUSR2' } });
    expect((await eventsOf(here)).map(({ exit, type }) => exit ?? type)).toEqual([
      ...['started', 'resumed', { code: 3 }, 'started', { signal: 'SIGUSR2' }, 'started'],
    ]);
  });

  test.each([
    [{ exit: 7 }, { code: 7 }],
    [{ kill: 'SIGUSR2' }, { signal: 'SIGUSR2' }],
    [{ exit: 143 }, { code: 143 }],
  ] as const)('how it ended while nobody was there is known: %j', async (deed, exit) => {
    const { actor, here, puppet } = await supervised(environment);
    await bereave(here);
    await actor.do(deed);
    await until(() => processesAround(here.root).length === 0, 'all have gone');
    expect(await stateOf(here)).toBe('exited');
    expect(await here.daemonize('resume')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^server: started/),
    });
    await puppet.connected();
    expect((await eventsOf(here)).filter(({ type }) => type === 'exited')).toMatchObject([{ exit }]);
    expect(await statusOf(here)).toMatchObject({ state: 'running', restarts: 1, lastExit: exit });
  });

  test('stop ends it without a supervisor, too', async () => {
    const { here } = await supervised(environment);
    await bereave(here);
    expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped (1 process)\n' });
    expect(processesAround(here.root)).toEqual([]);
  });

  test('when the process between the two is killed the command goes on, and its end is noticed all the same', async () => {
    const { actor, here, puppet } = await supervised(environment);
    process.kill(processInfo(actor.pid).session, 'SIGKILL');
    await until(() => processInfo(actor.pid).ppid !== processInfo(actor.pid).session, 'it has another parent');
    expect(await statusOf(here)).toMatchObject({ state: 'running', pid: actor.pid });
    await actor.do({ exit: 5 });
    await puppet.connected();
    await isRunning(here);
    expect((await eventsOf(here)).filter(({ type }) => type === 'exited')).toMatchObject([{ exit: null }]);
  });

  test('a supervisor that comes when both others are dead sees the end of the command as well', async () => {
    const { actor, here, puppet } = await supervised(environment);
    const { session } = processInfo(actor.pid);
    await bereave(here);
    process.kill(session, 'SIGKILL');
    await until(() => processInfo(actor.pid).ppid !== session, 'it has another parent');
    expect(await here.daemonize('resume', 'server')).toMatchObject({ code: 0, stderr: '' });
    await actor.do({ exit: 5 });
    const second = await puppet.connected();
    await isRunning(here);
    expect(await statusOf(here)).toMatchObject({ pid: second.pid, restarts: 1, lastExit: null });
  });
});

test('what was stopped, has failed, or ended by itself is left alone', async () => {
  const { here, puppet } = await withPuppet();
  const start = (name: string, ...options: readonly string[]) =>
    here.daemonize('--settle', '0', '--name', name, ...options, ...puppet.command);
  await start('stopped', '--restart');
  await puppet.connected();
  await here.daemonize('stop', 'stopped');
  await start('ended', '--restart=on-failure');
  await (await puppet.connected()).do({ exit: 0 });
  await start('failed', '--restart', '--max-restarts', '0');
  await (await puppet.connected()).do({ exit: 1 });
  await start('plain');
  await (await puppet.connected()).do({ exit: 1 });
  await start('runs', '--restart');
  await puppet.connected();
  await until(async () => (await stateOf(here, 'failed')) === 'failed', 'it has failed');
  await until(async () => (await stateOf(here, 'ended')) === 'exited', 'it has ended');
  const told = 'ended: exited\nfailed: failed\nplain: exited\nruns: running\nstopped: stopped\n';
  expect(await here.daemonize('resume')).toEqual({ code: 0, signal: null, stdout: told, stderr: '' });
  expect(puppet.actors).toHaveLength(5);
  expectSentence(await here.daemonize('resume', 'nobody'), 4, /no daemon is called nobody/);
});

test('after a reboot what ran is started again, with a supervisor or without; what was stopped is not', async () => {
  const { here, puppet } = await withPuppet();
  for (const [name, ...options] of [['supervised', '--restart'], ['plain'], ['stopped']] as const) {
    await here.daemonize('--settle', '0', '--name', name, ...options, ...puppet.command);
    await puppet.connected();
  }
  await here.daemonize('stop', 'stopped');
  for (const { pid } of processesAround(here.root)) process.kill(pid, 'SIGKILL');
  await until(() => processesAround(here.root).length === 0, 'the machine is down');
  for (const name of ['supervised', 'plain', 'stopped']) {
    const text = JSON.stringify(readRecord(here, name)).replace(/"boot":"[^"]*"/g, '"boot":"another"');
    writeFileSync(recordFile(here, name), text);
  }
  expect((await here.daemonize('resume')).stdout).toMatch(
    /^plain: started, pid \d+\nstopped: stopped\nsupervised: started, pid \d+\n$/,
  );
  await puppet.connectedAll(2);
  expect(await statusOf(here, 'supervised')).toMatchObject({ state: 'running', supervisorPid: expect.any(Number) });
  expect(await statusOf(here, 'plain')).toMatchObject({ state: 'running', supervisorPid: null });
});

test('of two that resume it at once one takes it over', async () => {
  const { actor, here } = await supervised();
  await bereave(here);
  await Promise.all([1, 2, 3].map(() => here.daemonize('resume')));
  await until(() => supervisors(here).length === 1, 'there is one supervisor');
  expect(await statusOf(here)).toMatchObject({ state: 'running', pid: actor.pid, restarts: 0 });
});

const leadsSession = (pid: number): boolean => {
  try {
    return processInfo(pid).session === pid;
  } catch {
    return true; // it has ended meanwhile, and does not count either
  }
};

/** Those that run the job; not what stands between them and the supervisor, which leads the session. */
const jobs = (here: Scene) =>
  processesWith(here.marker).filter(({ command, pid }) => /job\.sh|^sleep/.test(command) && !leadsSession(pid));

test('a supervisor that is killed at any moment leaves one command or none, and is followed by another', async () => {
  const here = scene({ 'job.sh': 'echo $$ >>pids; exec sleep 0.0$((($$ % 5) + 1))\n' });
  const words = ['--settle', '0', '--name', 'one', '--restart', '--backoff', '0', 'sh', 'job.sh'];
  expect(await here.daemonize(...words)).toMatchObject({ code: 0 });
  for (let turn = 0; turn < 25; turn += 1) {
    await sleep(Math.random() * 40); // wherever that is in its work
    await bereave(here);
    expect(jobs(here).length).toBeLessThanOrEqual(1);
    expect(await here.daemonize('resume', 'one')).toMatchObject({ code: 0, stderr: '' });
    await until(() => supervisors(here).length === 1, 'there is one supervisor; another that came too late has gone');
  }
  expect(await here.daemonize('stop', 'one')).toMatchObject({ code: 0 });
  expect(processesAround(here.root)).toEqual([]);
  expect(await stateOf(here, 'one')).toBe('stopped');
});
