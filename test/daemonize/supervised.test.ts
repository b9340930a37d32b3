// What --restart keeps running.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { BIRTHS, expectNothingLeft } from './births.ts';
import { eventsOf, expectSentence, linesOf, running, starting, stateOf, statusOf, withPuppet } from './one-daemon.ts';

const BUILT = path.dirname(toolPath('daemonize'));

const supervisorOf = async (here: Parameters<typeof statusOf>[0]): Promise<number> =>
  Number((await statusOf(here)).supervisorPid);

describe.each(BIRTHS)('born through %s', (_, environment) => {
  test('what is killed is started again, and both is told', async () => {
    const { here, puppet } = await withPuppet();
    const words = ['--settle', '0', '--restart', ...puppet.command, 'a b'];
    expect(await here.tool('daemonize', words, { environment })).toMatchObject({ code: 0, stderr: '' });
    const first = await puppet.connected();
    expect(await statusOf(here)).toMatchObject({ state: 'running', pid: first.pid, restarts: 0, lastExit: null });
    process.kill(first.pid, 'SIGKILL');
    const second = await puppet.connected();
    expect(second.argv).toEqual(['a b']);
    await until(async () => (await stateOf(here)) === 'running', 'it runs again');
    expect(await statusOf(here)).toMatchObject({
      ...{ pid: second.pid, restarts: 1, lastExit: { signal: 'SIGKILL' }, nextTryAt: null },
    });
    expect((await eventsOf(here)).map(({ exit, pid, type }) => [type, pid, exit])).toEqual([
      ['started', first.pid, undefined],
      ['exited', first.pid, { signal: 'SIGKILL' }],
      ['started', second.pid, undefined],
    ]);
    expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped (1 process)\n' });
    expect(processesAround(here.root)).toEqual([]);
  });

  test('the command is what it would be without a supervisor: its session, its group, its descriptors', async () => {
    const { here, puppet } = await withPuppet();
    await here.tool('daemonize', ['--settle', '0', '--restart', ...puppet.command], { environment });
    const { pid } = await puppet.connected();
    const info = processInfo(pid);
    expect(info.session).not.toBe(pid);
    expect(info.session).not.toBe(processInfo(await supervisorOf(here)).session);
    expect(info.terminal).toBe(0);
    const folder = path.join(here.state, 'server');
    expect([0, 1, 2].map((number) => info.descriptors.get(number))).toEqual([
      '/dev/null',
      path.join(folder, 'out.log'),
      path.join(folder, 'err.log'),
    ]);
    const { environment: given } = info;
    expect(given.PROCTOOLS_TEST).toBe(here.environment.PROCTOOLS_TEST);
    expect(Object.keys(given).filter((name) => /^(?:NODE|MALLOC)_/.test(name))).toEqual([]);
  });

  test('how it ended is told exactly', async () => {
    const { here, puppet } = await withPuppet();
    const words = ['--settle', '0', '--restart', '--backoff', '0', ...puppet.command];
    await here.tool('daemonize', words, { environment });
    await (await puppet.connected()).do({ exit: 3 });
    await (await puppet.connected()).do({ kill: 'SIGUSR2' });
    await (await puppet.connected()).do({ exit: 137 });
    await puppet.connected();
    const exits = (await eventsOf(here)).filter(({ type }) => type === 'exited').map(({ exit }) => exit);
    expect(exits).toEqual([{ code: 3 }, { signal: 'SIGUSR2' }, { code: 137 }]);
  });
});

test('--restart=on-failure: one that exits with 0 has ended, and so has its supervisor', async () => {
  const { actor, here, puppet } = await running('--restart=on-failure');
  const supervisor = await supervisorOf(here);
  await actor.do({ exit: 1 });
  const again = await puppet.connected();
  await again.do({ exit: 0 });
  await until(() => !isAlive(supervisor), 'the supervisor has gone');
  expect(await statusOf(here)).toMatchObject({
    state: 'exited',
    pid: null,
    supervisorPid: null,
    lastExit: { code: 0 },
  });
  expect((await here.daemonize('status', 'server')).code).toBe(3);
  expect((await eventsOf(here)).at(-1)).toMatchObject({ type: 'left', why: 'exited', restarts: 1 });
});

test('--max-restarts: then it is failed, and status and why tell so', async () => {
  const { here, puppet } = await withPuppet();
  const words = ['--settle', '0', '--restart', '--backoff', '0', '--max-restarts', '2/1h', ...puppet.command];
  await here.daemonize(...words);
  for (const code of [1, 2, 3]) {
    const actor = await puppet.connected();
    await actor.do({ write: 'stderr', text: `first\nlast words ${code}\n` });
    await actor.do({ exit: code });
  }
  await until(async () => (await stateOf(here)) === 'failed', 'it has failed');
  expect(await statusOf(here)).toMatchObject({ pid: null, supervisorPid: null, restarts: 2, lastExit: { code: 3 } });
  expect((await here.daemonize('status', 'server')).code).toBe(3);
  const { stdout } = await here.daemonize('why', 'server', '-n', '2');
  expect(linesOf(stdout).map((line) => line.replace(/^\S+Z {2}|[\d.]+m?s$/g, ''))).toEqual([
    'exit code 2 after ',
    '    | first',
    '    | last words 2',
    '    started again at once',
    'exit code 3 after ',
    '    | first',
    '    | last words 3',
    '    not started again: that would be more than --max-restarts allows',
    'server is failed',
  ]);
  expect(processesAround(here.root)).toEqual([]);
  await here.daemonize('stop', 'server');
  expect(await stateOf(here)).toBe('stopped');
});

test('between two tries it is backing off, tells when it goes on, and can be stopped', async () => {
  const { here, puppet } = await withPuppet();
  await here.daemonize('--settle', '0', '--restart', '--backoff', '1h..1h', ...puppet.command);
  await (await puppet.connected()).do({ exit: 1 });
  await (await puppet.connected()).do({ exit: 1 });
  await until(async () => (await statusOf(here)).nextTryAt !== null, 'it pauses');
  const { nextTryAt, pid, state } = await statusOf(here);
  expect({ pid, state }).toEqual({ pid: null, state: 'backing-off' });
  const left = Date.parse(String(nextTryAt)) - Date.now();
  expect(left).toBeGreaterThan(20 * 60_000);
  expect(left).toBeLessThanOrEqual(60 * 60_000);
  expect((await here.daemonize('status', 'server')).code).toBe(3);
  expect((await here.daemonize('why', 'server')).stdout).toContain(`the next try is at ${nextTryAt}`);
  expectSentence(await here.daemonize(...puppet.command), 1, /server is backing-off already/);
  await here.daemonize('stop', 'server');
  expect(await stateOf(here)).toBe('stopped');
  expect(processesAround(here.root)).toEqual([]);
});

test('stopped means stopped, also while it is deaf and has to be killed', async () => {
  const { actor, here, puppet } = await running('--restart', '--stop-timeout', '100ms');
  await actor.do({ ignore: 'SIGTERM' });
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0 });
  expect(isAlive(actor.pid)).toBe(false);
  expect(processesAround(here.root)).toEqual([]);
  expect(puppet.actors).toHaveLength(1);
  expect(await statusOf(here)).toMatchObject({ state: 'stopped', supervisorPid: null });
});

test('a supervisor that hangs cannot keep it from being stopped', async () => {
  const { here } = await running('--restart');
  process.kill(await supervisorOf(here), 'SIGSTOP');
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped (1 process)\n' });
  expect(processesAround(here.root)).toEqual([]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)('%s to the supervisor ends the command first', async (signal) => {
  const { actor, here } = await running('--restart');
  await actor.do({ catch: 'SIGTERM' });
  const supervisor = await supervisorOf(here);
  process.kill(supervisor, signal);
  await actor.received('SIGTERM');
  expect(isAlive(supervisor)).toBe(true);
  await actor.do({ exit: 0 });
  await until(() => processesAround(here.root).length === 0, 'both have ended');
  expect(await stateOf(here)).toBe('stopped');
  expect((await eventsOf(here)).slice(-2)).toMatchObject([
    { type: 'exited', exit: { code: 0 } },
    { type: 'stopped', signal: 'SIGTERM', killed: false },
  ]);
});

test('what a run has left behind is ended before the next begins', async () => {
  const { actor, here, puppet } = await running('--restart');
  await actor.do({ spawn: puppet.command, detached: true });
  const left = await puppet.connected();
  await left.do({ catch: 'SIGTERM' });
  await actor.do({ exit: 1 });
  await left.received('SIGTERM');
  expect(puppet.actors).toHaveLength(2);
  await left.do({ exit: 0 });
  await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
});

test('it has to become ready again after each restart, and is tried again when it does not', async () => {
  const { here, puppet, start, actor } = await starting('--restart', '--ready', 'ipc', '--backoff', '0');
  await actor.do({ send: 'ready' });
  expect(await start.ended).toMatchObject({ code: 0 });
  await actor.do({ exit: 1 });
  const second = await puppet.connected();
  await until(async () => (await stateOf(here)) === 'starting', 'it has to be ready');
  await second.do({ exit: 2 });
  const third = await puppet.connected();
  await third.do({ send: 'ready' });
  await until(async () => (await stateOf(here)) === 'running', 'it is ready');
  expect((await eventsOf(here)).map(({ reason, type }) => reason ?? type)).toEqual([
    ...['started', 'ready', 'exited', 'started', expect.stringMatching(/^exit code 2 after /), 'started', 'ready'],
  ]);
});

test('a restart that is impossible for now is tried again', async () => {
  const { actor, here, puppet } = await running(
    '--restart',
    '--backoff',
    '10ms..20ms',
    '--chdir',
    '.',
    '--pidfile',
    'p',
  );
  here.write({ 'sub/': '' });
  rmSync(path.join(here.work, 'server.mjs'));
  await actor.do({ exit: 1 });
  await until(
    async () => (await eventsOf(here)).filter(({ type }) => type === 'exited').length > 2,
    'it is tried again',
  );
  here.write({ 'server.mjs': readFileSync(path.join(import.meta.dirname, '../rig/puppet-main.mjs'), 'utf8') });
  await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
});

describe('a first start that fails', () => {
  test.each<[readonly string[], number, RegExp]>([
    [['nonesuch'], 127, /nonesuch: command not found/],
    [['/etc/passwd'], 126, /cannot be executed/],
    [['sh', '-c', 'echo oh no >&2; exit 3'], 1, /sh ended after \S+: exit code 3\n.*\n {2}\| oh no/],
    [['--ready', 'log:/never/', '--ready-timeout', '200ms', 'sleep', '1000'], 1, /was not ready/],
  ])('%j leaves nothing, not even a supervisor', async (words, code, message) => {
    const here = scene();
    expectSentence(await here.daemonize('--restart', ...words), code, message);
    await until(() => processesAround(here.root).length === 0, 'the supervisor has gone');
    expectNothingLeft(here);
  });

  test('interrupted, it leaves nothing, and the launcher dies by that signal', async () => {
    const { here, start } = await starting('--restart', '--ready', 'ipc');
    start.kill('SIGINT');
    expect(await start.ended).toMatchObject({ code: null, signal: 'SIGINT' });
    await until(() => processesAround(here.root).length === 0, 'the supervisor has gone');
    expectNothingLeft(here);
  });

  test('a name that runs is refused', async () => {
    const { actor, here, puppet } = await running('--restart');
    expectSentence(
      await here.daemonize('--restart', ...puppet.command),
      1,
      `server is running already, pid ${actor.pid}`,
    );
    const again = await here.daemonize('--restart', '--if-not-running', ...puppet.command);
    expect(again).toMatchObject({ code: 0, stdout: `server: already running, pid ${actor.pid}\n` });
    await until(
      () => processesAround(here.root).filter(({ command }) => command.includes('supervisor')).length === 1,
      'one supervisor',
    );
  });
});

test('a launcher that is killed meanwhile does not matter', async () => {
  const { actor, here, start } = await starting('--restart', '--ready', 'ipc');
  start.kill('SIGKILL');
  await start.ended;
  expect(await stateOf(here)).toBe('starting');
  await actor.do({ send: 'ready' });
  await until(async () => (await stateOf(here)) === 'running', 'it is ready');
  expect(await statusOf(here)).toMatchObject({ pid: actor.pid, supervisorPid: expect.any(Number) });
});

test('restart replaces both, with the same settings', async () => {
  const { actor, here, puppet } = await running('--restart');
  const supervisor = await supervisorOf(here);
  expect(await here.daemonize('restart', 'server')).toMatchObject({ code: 0, stderr: '' });
  const second = await puppet.connected();
  expect([isAlive(actor.pid), isAlive(supervisor)]).toEqual([false, false]);
  await second.do({ exit: 1 });
  await puppet.connected();
  await until(async () => (await statusOf(here)).restarts === 2, 'it is supervised as before');
});

/** What no other process has. A fork shares it for a moment. */
const privateMb = (pid: number): number => {
  const kilobytes = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_Dirty:\s+(\d+) kB$/gm);
  return [...kilobytes].reduce((sum, [, count]) => sum + Number(count), 0) / 1024;
};

test.runIf(process.platform === 'linux')('a supervisor holds no more memory for having restarted often', async () => {
  const here = scene();
  await here.daemonize('--settle', '0', '--restart', '--backoff', '0', '--name', 'server', '/bin/true');
  const pid = await supervisorOf(here);
  const samples: number[] = [];
  const isOver = async (count: number): Promise<boolean> => {
    samples.push(privateMb(pid));
    return Number((await statusOf(here)).restarts) >= count;
  };
  // A look into the moment of a fork shows too little; among so many looks there are others.
  await until(async () => (await isOver(50)) && samples.length >= 20, 'it has begun');
  const early = Math.max(...samples);
  samples.length = 0;
  await until(() => isOver(500), 'it has been restarted often');
  const late = samples.slice(samples.length / 2).toSorted((one, other) => one - other);
  expect(late[Math.floor(late.length / 2)]).toBeLessThan(early + 1);
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0 });
});

test('a supervisor has neither yargs nor execa in it', () => {
  const text = readFileSync(path.join(BUILT, 'supervisor.cjs'), 'utf8');
  expect(text).not.toMatch(/yargs|execa/i);
});
