// Several workers of an ordinary program on one port.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listeningAddresses } from '../../packages/daemonize/src/listening.ts';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import {
  askAt,
  crewOf,
  holdersIn,
  portIn,
  sceneOf,
  supervisorsIn,
  untilAllAnswer,
  withServer,
  workersIn,
} from './crew.ts';
import { eventsOf, expectNothingLeft, expectSentence, freePort, stateOf, statusOf } from './one-daemon.ts';

test('all workers serve on one port, and each knows who it is', async () => {
  const crew = await crewOf(3);
  const all = await crew.workers();
  expect(all.map(({ id, restarts, state }) => [id, state, restarts])).toEqual(
    [1, 2, 3].map((id) => [id, 'running', 0]),
  );
  await untilAllAnswer(
    crew,
    all.map(({ pid }) => pid),
  );
  const me = await crew.ask();
  const listed = all.find(({ pid }) => pid === me.pid);
  expect(me).toMatchObject({ worker: `${listed?.id}`, instance: `${(listed?.id ?? 0) - 1}` });
});

test('list shows each below its daemon, with pid, time, restarts and memory', async () => {
  const { here, workers } = await crewOf(2);
  const [one, two] = await workers();
  const { stdout } = await here.daemonize('list');
  expect(stdout).toMatch(/^server +running +- /m);
  expect(stdout).toMatch(new RegExp(`^  worker 1 +running +${one?.pid} +\\S+ +0 +\\S+% +\\d+M *$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^  worker 2 +running +${two?.pid} `, 'm'));
  const status = await here.daemonize('status', 'server');
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining(`worker 2`) });
  expect(await statusOf(here)).toMatchObject({
    pid: null,
    supervisorPid: expect.any(Number),
    rssBytes: expect.any(Number),
  });
});

test('a worker is what any daemon is: no terminal, no descriptor but its sockets and its channel', async () => {
  const { workers } = await crewOf(1);
  const [one] = await workers();
  const { descriptors, environment, session, terminal, pid } = processInfo(one?.pid ?? 0);
  expect({ terminal, leads: session === pid }).toEqual({ terminal: 0, leads: false });
  expect(environment).toMatchObject({ LISTEN_FDS: '1', LISTEN_PID: `${pid}` });
  expect(descriptors.get(3)).toMatch(/^socket:/);
});

test('stop ends all of them, and whatever was there for them', async () => {
  const { here } = await crewOf(2);
  expect(await here.daemonize('stop', 'server')).toMatchObject({ code: 0, stdout: 'server: stopped (2 processes)\n' });
  expect(processesAround(here.root)).toEqual([]);
  expect(await stateOf(here)).toBe('stopped');
  const left = readdirSync(path.join(here.state, 'server')).filter((name) => !name.startsWith('lock.'));
  expect(left.sort()).toEqual(['environment.json', 'err.log', 'events.ndjson', 'out.log', 'record.json']);
  expect(await here.daemonize('start', '--listen', '0', 'node', 'server.js')).toMatchObject({ code: 0 });
});

test('Unix sockets, and several at once', async () => {
  const here = withServer();
  const socket = path.join(here.work, 'x.sock');
  const words = ['-w', '2', '-l', './x.sock', '-l', '127.0.0.1:0', '-e', `AT=${socket}`, 'node', 'server.js'];
  expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
  const pids = (await workersIn(here)).map(({ pid }) => pid);
  expect(pids).toContain((await askAt({ socketPath: socket })).pid);
  expect((await statusOf(here)).listen).toContain(socket);
  await here.daemonize('reload', 'server');
  expect(pids).not.toContain((await askAt({ socketPath: socket })).pid);
  await here.daemonize('stop', 'server');
  expect(existsSync(socket)).toBe(false);
});

test('a socket that a killed server left behind is in nobody’s way, one that is served is', async () => {
  const here = withServer();
  const socket = path.join(here.work, 'x.sock');
  const words = ['--listen', './x.sock', '--env', `AT=${socket}`, 'node', 'server.js'];
  const server = createServer().listen(socket);
  await until(() => existsSync(socket), 'it is there');
  expectSentence(await here.daemonize(...words), 1, /--listen .*x\.sock: somebody listens there/);
  server.close();
  writeFileSync(socket, 'no socket');
  expectSentence(await here.daemonize(...words), 1, /there is a file that is no socket/);
  await expectNothingLeft(here).catch(() => {});
});

test('a port that somebody has is told with his pid, and nothing is left', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  const here = withServer();
  const ended = await here.daemonize('--listen', `${port}`, 'node', 'server.js');
  expectSentence(ended, 1, new RegExp(`--listen ${port}: the port is taken by pid ${process.pid} `));
  expect(existsSync(path.join(here.state, 'server'))).toBe(false);
  server.close();
});

test('what runs is not started again; one may say that this is well', async () => {
  const { here, port } = await crewOf(1);
  expectSentence(await here.daemonize('--listen', `${port}`, 'node', 'server.js'), 1, /server is running already/);
  const again = await here.daemonize('--if-not-running', '--listen', `${port}`, 'node', 'server.js');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^server: already running, pid \d+\n$/) });
});

describe('a start that fails leaves nothing, and says why', () => {
  test('when the program ends', async () => {
    const here = scene({ 'server.js': 'console.error("no"); process.exit(3)' });
    const ended = await here.daemonize('--workers', '3', '--listen', '0', 'node', 'server.js');
    expectSentence(ended, 1, /server ended after \S+: exit code 3\n {2}its last words on stderr:\n {2}\| no\n/);
    expect(ended.stderr.match(/\| no/g)).toHaveLength(1);
    await expectNothingLeft(here);
  });

  test('when it listens somewhere else', async () => {
    const here = scene({ 'server.js': 'require("node:http").createServer().listen(0)' });
    const words = ['--ready-timeout', '1s', '--listen', '0', 'node', 'server.js'];
    expectSentence(
      await here.daemonize(...words),
      1,
      /was not ready \(listening\) within 1s.*\n {2}it listens on \*:\d+ only; PORT is \d+ in/,
    );
    await expectNothingLeft(here);
  });

  test('when it is interrupted', async () => {
    const here = scene({ 'server.js': 'setInterval(() => {}, 1e6)' });
    const start = here.startDaemonize('--workers', '2', '--listen', '0', 'node', 'server.js');
    await until(() => processesAround(here.root).some(({ command }) => command === 'node server.js'), 'one is started');
    start.kill('SIGTERM');
    expect(await start.ended).toMatchObject({ signal: 'SIGTERM', stderr: expect.stringContaining('interrupted') });
    await expectNothingLeft(here);
  });

  test('when there is no such command', async () => {
    const here = scene();
    expectSentence(
      await here.daemonize('--workers', '2', '--listen', '0', 'no-such'),
      127,
      /no-such: command not found/,
    );
    expect(existsSync(path.join(here.state, 'no-such'))).toBe(false);
  });
});

describe('signals', () => {
  test('reach all workers, or one', async () => {
    const crew = await crewOf(2);
    const { here } = crew;
    const [one, two] = await crew.workers();
    const told = async () =>
      (await eventsOf(here)).flatMap(({ pid, signal, type }) => (type === 'signalled' ? [[pid, signal]] : []));
    expect(await here.daemonize('signal', '--worker', '2', 'server', 'CONT')).toMatchObject({ code: 0 });
    expect(await told()).toEqual([[two?.pid, 'SIGCONT']]);
    await here.daemonize('signal', 'server', 'WINCH');
    expect((await told()).slice(1)).toEqual([one, two].map((worker) => [worker?.pid, 'SIGWINCH']));
    expectSentence(
      await here.daemonize('signal', '--worker', '7', 'server', 'CONT'),
      3,
      /worker 7 of server is not running/,
    );
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)(
    '%s to the supervisor ends the workers, then itself',
    async (signal) => {
      const crew = await crewOf(2);
      const pids = (await crew.workers()).map(({ pid }) => pid);
      const [supervisor] = supervisorsIn(crew.here);
      process.kill(supervisor?.pid ?? 0, signal);
      await until(() => {
        const [workers, isThere] = [pids.some((pid) => isAlive(pid)), isAlive(supervisor?.pid ?? 0)];
        expect(workers && !isThere, 'workers without their supervisor').toBe(false);
        return !isThere;
      }, 'the supervisor has gone');
      expect(await stateOf(crew.here)).toBe('stopped');
      await until(() => processesAround(crew.here.root).length === 0, 'nothing is left');
    },
  );

  test('HUP to the supervisor leaves them as they are', async () => {
    const crew = await crewOf(1);
    const before = await crew.workers();
    process.kill(supervisorsIn(crew.here)[0]?.pid ?? 0, 'SIGHUP');
    expect(await crew.ask()).toMatchObject({ pid: before[0]?.pid });
    expect(await stateOf(crew.here)).toBe('running');
  });
});

describe('when the supervisor is killed', () => {
  const bereave = async (here: Parameters<typeof supervisorsIn>[0]) => {
    const pids = supervisorsIn(here).map(({ pid }) => pid);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await until(() => !pids.some((pid) => isAlive(pid)), 'it is dead');
  };

  test('the workers go on; resume takes all of them over, and they can be replaced without a lost request', async () => {
    const crew = await crewOf(2);
    const { here } = crew;
    const before = await crew.workers();
    await bereave(here);
    expect(await stateOf(here)).toBe('unsupervised');
    await untilAllAnswer(
      crew,
      before.map(({ pid }) => pid),
    );
    expectSentence(await here.daemonize('reload', 'server'), 1, /has lost its supervisor\n {2}daemonize resume server/);
    const resumed = await here.daemonize('resume', 'server');
    expect(resumed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^server: taken over, 2 workers on \d+, pid/),
    });
    expect(await crew.workers()).toMatchObject(before.map(({ pid }) => ({ pid, state: 'running' })));
    process.kill(before[0]?.pid ?? 0, 'SIGKILL');
    await until(async () => (await crew.workers()).every(({ pid }) => pid !== before[0]?.pid), 'another has its place');
    await crew.untilServing(1, 2);
    crew.deploy('2');
    const reload = await here.daemonize('reload', '--verify', 'server');
    expect(reload).toMatchObject({ code: 0, stdout: expect.stringMatching(/^server: 0 failed of [1-9]\d* requests/m) });
    expect(await crew.ask()).toMatchObject({ version: '2' });
  });

  test('one that ended meanwhile is started again by resume', async () => {
    const crew = await crewOf(2);
    const [, two] = await crew.workers();
    await bereave(crew.here);
    process.kill(two?.pid ?? 0, 'SIGKILL');
    await until(() => !isAlive(two?.pid ?? 0), 'it is dead');
    expect(await crew.here.daemonize('resume')).toMatchObject({ code: 0 });
    await crew.untilServing(1, 2);
  });

  test('again and again', async () => {
    const crew = await crewOf(1);
    const [before] = await crew.workers();
    for (let turn = 0; turn < 3; turn += 1) {
      await until(() => holdersIn(crew.here).length === 1, 'somebody holds the socket');
      await bereave(crew.here);
      expect(await crew.here.daemonize('resume')).toMatchObject({ code: 0 });
    }
    expect(await crew.workers()).toMatchObject([{ pid: before?.pid }]);
    expect(supervisorsIn(crew.here)).toHaveLength(1);
  });

  test('and nobody holds the sockets, resume says so, and restart helps', async () => {
    const crew = await crewOf(1);
    const [before] = await crew.workers();
    const [holder] = await until(() => {
      const found = holdersIn(crew.here);
      return found.length === 1 ? found : undefined;
    }, 'somebody holds the socket');
    await bereave(crew.here);
    process.kill(holder?.pid ?? 0, 'SIGKILL');
    await until(() => !isAlive(holder?.pid ?? 0), 'he is dead');
    const resumed = await crew.here.daemonize('resume');
    expectSentence(resumed, 1, /nobody but its workers holds its sockets any more\n {2}daemonize restart server/);
    expect(await crew.ask()).toMatchObject({ pid: before?.pid });
    expect(await crew.here.daemonize('restart', 'server')).toMatchObject({ code: 0 });
  });

  test('whoever holds the sockets is followed by another when he is killed', async () => {
    const crew = await crewOf(1);
    const [first] = await until(() => {
      const found = holdersIn(crew.here);
      return found.length === 1 ? found : undefined;
    }, 'somebody holds the socket');
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => holdersIn(crew.here).some(({ pid }) => pid !== first?.pid), 'another does');
    await bereave(crew.here);
    expect(await crew.here.daemonize('resume')).toMatchObject({ code: 0 });
  });

  test('stop ends what it left', async () => {
    const crew = await crewOf(2);
    await bereave(crew.here);
    expect(await crew.here.daemonize('stop', 'server')).toMatchObject({
      code: 0,
      stdout: 'server: stopped (2 processes)\n',
    });
    expect(processesAround(crew.here.root)).toEqual([]);
  });
});

test('in the foreground it is the same, for containers', async () => {
  const here = withServer();
  const host = here.startDaemonize('--foreground', '--workers', '2', '--listen', '0', 'node', 'server.js');
  await until(
    async () => (await here.daemonize('status', 'server')).code === 0 && (await stateOf(here)) === 'running',
    'it runs',
  );
  const crew = await sceneOf(here);
  await untilAllAnswer(
    crew,
    (await crew.workers()).map(({ pid }) => pid),
  );
  expect(await here.daemonize('reload', 'server')).toMatchObject({ code: 0, stdout: 'server: reloaded, 2 workers\n' });
  host.kill('SIGTERM');
  expect(await host.ended).toMatchObject({ signal: 'SIGTERM' });
  expect(processesAround(here.root)).toEqual([]);
  expect(await portIn(here)).toBeNaN();
});

test('resume after a reboot starts all of them', async () => {
  const crew = await crewOf(2);
  for (const { pid } of [...supervisorsIn(crew.here), ...holdersIn(crew.here)]) process.kill(pid, 'SIGKILL');
  for (const { pid } of await crew.workers()) process.kill(pid, 'SIGKILL');
  await until(async () => (await stateOf(crew.here)) === 'exited', 'nothing is there');
  expect(await crew.here.daemonize('resume')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^server: ready after .*, 2 workers/),
  });
  expect(await crew.workers()).toHaveLength(2);
});

describe('Node’s cluster', () => {
  const listens = (port: number, pid: number): boolean =>
    listeningAddresses([pid]).some((one) => one.endsWith(`:${port}`));

  test.each([
    ['rr', false],
    ['none', true],
  ])('--schedule %s: the workers themselves listen: %s', async (schedule, isOwn) => {
    const here = withServer();
    const port = await freePort();
    const words = ['--workers', '2', '--schedule', schedule, '--env', `AT=${port}`, 'node', 'server.js'];
    expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
    const pids = (await workersIn(here)).map(({ pid }) => pid);
    expect(pids).toContain((await askAt({ port })).pid);
    expect(pids.map((pid) => listens(port, pid))).toEqual([isOwn, isOwn]);
  });

  test('is what is left where Node cannot open sockets for others, and that is said', async () => {
    const here = withServer();
    here.write({ 'old.cjs': 'delete require("node:net")._createServerHandle' });
    const port = await freePort();
    const words = [
      '--workers',
      '2',
      '--listen',
      `${port}`,
      '--env',
      `AT=${port}`,
      '--env',
      'NODE_OPTIONS=',
      'node',
      'server.js',
    ];
    const environment = { NODE_OPTIONS: `--require ${path.join(here.work, 'old.cjs')}` };
    const ended = await here.tool('daemonize', words, { environment });
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/cannot open sockets for others: the workers share/),
    });
    expect((await workersIn(here)).map(({ pid }) => pid)).toContain((await askAt({ port })).pid);
  });
});
