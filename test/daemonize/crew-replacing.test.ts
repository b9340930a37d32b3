// Workers come and go, and nobody who asks them notices.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround } from '../rig/processes.ts';
import { until } from '../rig/until.ts';
import { askAllTheWhile, crewOf, holdersIn, untilAllAnswer, withServer } from './crew.ts';
import { eventsOf, expectSentence, freePort, stateOf, statusOf } from './one-daemon.ts';
import { get, load } from './preload/client.ts';

const endOf = (pid: number): Promise<unknown> => until(() => !isAlive(pid), `${pid} has ended`);

describe('a worker that ends', () => {
  test('is replaced at once, and what the others are busy with goes on', async () => {
    const crew = await crewOf(2);
    const before = await crew.workers();
    const slow = await crew.begin('/slow');
    const other = before.find(({ pid }) => pid !== slow.pid);
    await crew.here.daemonize('signal', '--worker', `${other?.id}`, 'server', 'USR2');
    await endOf(other?.pid ?? 0);
    const next = await until(async () => {
      const all = await crew.workers();
      return all.find(({ id, pid, state }) => id === other?.id && pid !== other.pid && state === 'running');
    }, 'another has its place');
    crew.go();
    expect(await slow.rest).toMatchObject({ pid: slow.pid });
    expect(next.restarts).toBe(1);
    const exits = (await eventsOf(crew.here)).filter(({ type }) => type === 'exited');
    expect(exits).toMatchObject([
      { exit: { code: 1 }, worker: other?.id, lastLine: expect.stringContaining('Node.js') },
    ]);
    expect((await crew.here.daemonize('why', 'server')).stdout).toContain('thrown on purpose');
  });

  test('by kill -9, too; the place is kept, and its restarts are counted', async () => {
    const crew = await crewOf(2);
    for (let turn = 1; turn <= 3; turn += 1) {
      const [one, two] = await crew.untilServing(1, 2);
      expect([one?.restarts, two?.restarts]).toEqual([turn - 1, 0]);
      process.kill(one?.pid ?? 0, 'SIGKILL');
      await endOf(one?.pid ?? 0);
      await until(
        async () => (await crew.workers()).some(({ id, pid }) => id === 1 && pid !== one?.pid),
        'another is there',
      );
    }
    expect((await crew.untilServing(1, 2))[0]?.restarts).toBe(3);
    expect(await statusOf(crew.here)).toMatchObject({ restarts: 3, state: 'running' });
  });

  test('again and again is held back, but never so that nobody serves while one can', async () => {
    const crew = await crewOf(2, '--backoff', '1h');
    await crew.ask('/throw').catch(() => {});
    await crew.untilServing(1, 2); // the first of a row comes at once
    for (let turn = 0; turn < 6; turn += 1) {
      await crew.ask('/throw').catch(() => {});
      // One of them waits for an hour by then. The other, without whom there would be nobody, does not.
      await until(() => crew.ask().catch(() => undefined), 'somebody answers');
    }
    const states = (await crew.workers()).map(({ state }) => state);
    expect(states).toContain('running');
    expect((await eventsOf(crew.here)).filter(({ type }) => type === 'restarting').length).toBeGreaterThan(0);
  }, 60_000);
});

test('a daemon whose workers have all ended too often has failed, and says so', async () => {
  const crew = await crewOf(1, '--max-restarts', '1/1h');
  for (const restarts of [0, 1]) {
    const [one] = await crew.untilServing(1);
    expect(one?.restarts).toBe(restarts);
    await crew.here.daemonize('signal', 'server', 'USR2');
    await endOf(one?.pid ?? 0);
    if (restarts === 0) await until(async () => (await crew.workers()).some(({ pid }) => pid !== one?.pid), 'another');
  }
  await until(async () => (await stateOf(crew.here)) === 'failed', 'it has failed');
  expect((await eventsOf(crew.here)).filter(({ type }) => type === 'left')).toMatchObject([
    { why: 'failed', worker: 1 },
    { why: 'failed' },
  ]);
  expect(processesAround(crew.here.root)).toEqual([]);
});

test('when none can be started, status has the time of the next try, and reload does not wait for it', async () => {
  const crew = await crewOf(2, '--backoff', '1h');
  crew.deploy('broken');
  for (const { pid } of await crew.workers()) process.kill(pid, 'SIGKILL');
  const status = await until(async () => {
    const now = await statusOf(crew.here);
    return now.state === 'backing-off' && now.nextTryAt !== null ? now : undefined;
  }, 'all wait');
  expect(Date.parse(status.nextTryAt as string)).toBeGreaterThan(Date.now());
  expectSentence(await crew.here.daemonize('reload', 'server'), 1, /server was not reloaded: exit code 3/);
  crew.deploy('2');
  expect(await crew.here.daemonize('reload', 'server')).toMatchObject({
    code: 0,
    stdout: 'server: reloaded, 2 workers\n',
  });
  expect(await crew.ask()).toMatchObject({ version: '2' });
});

describe('a worker that asks to go is replaced before it is gone', () => {
  test.each(['/close', '/disconnect'])('%s', async (url) => {
    const crew = await crewOf(1);
    const [before] = await crew.workers();
    const slow = await crew.begin('/slow');
    expect(await crew.ask(url)).toMatchObject({ pid: before?.pid });
    const next = await until(async () => {
      const all = await crew.workers();
      return all.find(({ pid, state }) => pid !== before?.pid && state === 'running');
    }, 'another serves');
    expect(next.id).toBe(1);
    expect(isAlive(before?.pid ?? 0), 'the old one is there').toBe(true);
    crew.go();
    expect(await slow.rest).toMatchObject({ pid: before?.pid });
  });
});

describe('reload', () => {
  test('puts a new worker into each place, one after the other, and loses no request', async () => {
    const crew = await crewOf(2);
    const before = (await crew.workers()).map(({ pid }) => pid);
    crew.deploy('2');
    const ended = await crew.here.daemonize('reload', '--verify', 'server');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const [, requests] =
      /^server: reloaded, 2 workers\nserver: 0 failed of (\d+) requests to http:\S+\n$/.exec(ended.stdout) ?? [];
    expect(Number(requests)).toBeGreaterThan(0);
    const after = await crew.workers();
    expect(after.map(({ id, state }) => [id, state])).toEqual([1, 2].map((id) => [id, 'running']));
    expect(after.some(({ pid }) => before.includes(pid))).toBe(false);
    expect(await crew.ask()).toMatchObject({ version: '2' });
    expect(processesAround(crew.here.root).filter(({ pid }) => before.includes(pid))).toEqual([]);
    const json = JSON.parse((await crew.here.daemonize('reload', '--json', '--verify=/x', 'server')).stdout);
    expect(json).toMatchObject([
      { name: 'server', ok: true, replaced: 2, workers: 2, verified: { failed: 0, error: null } },
    ]);
    expect((await eventsOf(crew.here)).filter(({ type }) => type === 'reloaded')).toMatchObject([
      { workers: 2 },
      { workers: 2 },
    ]);
  });

  test('loses none either where Node’s cluster deals out connections, one that is on its way to an old worker included', async () => {
    const here = withServer();
    const port = await freePort();
    const words = ['--workers', '2', '--env', `AT=${port}`, 'node', 'server.js'];
    expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
    const clients = load(port, 20, false, get('/', 'Connection: close\r\n'));
    for (let count = 0; count < 15; count += 1) {
      expect(await here.daemonize('reload', 'server')).toMatchObject({ code: 0, stderr: '' });
    }
    expect((await clients.stop()).lost).toEqual([]);
  });

  test('waits for what the old ones have begun', async () => {
    const crew = await crewOf(1);
    const [before] = await crew.workers();
    const slow = await crew.begin('/slow');
    const reload = crew.here.startDaemonize('reload', 'server');
    await until(async () => (await crew.ask()).pid !== before?.pid, 'a new one answers');
    await until(async () => (await crew.workers()).some(({ state }) => state === 'draining'), 'the old one finishes');
    expect((await crew.here.daemonize('list')).stdout).toMatch(/^ {2}worker 1 +draining +\d+/m);
    crew.go();
    expect(await slow.rest).toMatchObject({ pid: before?.pid, version: '1' });
    expect(await reload.ended).toMatchObject({ code: 0 });
  });

  test('does not wait for longer than the drain timeout', async () => {
    const crew = await crewOf(1, '--drain-timeout', '200ms');
    const slow = await crew.begin('/slow');
    expect(await crew.here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
    await expect(slow.rest).rejects.toThrow();
  });

  test('of a version that does not start leaves the old one serving, and says what the new one said', async () => {
    const crew = await crewOf(2);
    const before = await crew.workers();
    crew.deploy('broken');
    const ended = await crew.here.daemonize('reload', '--verify', 'server');
    expectSentence(
      ended,
      1,
      /server was not reloaded: exit code 3 after \S+\n {2}the old workers go on\n {2}\| cannot find what I need\n$/,
    );
    expect(ended.stdout).toMatch(/^server: 0 failed of [1-9]\d* requests/);
    expect(await crew.workers()).toMatchObject(before.map(({ pid }) => ({ pid, state: 'running' })));
    expect(await eventsOf(crew.here)).toContainEqual(
      expect.objectContaining({ type: 'reload-failed', worker: 1, lastLine: 'cannot find what I need' }),
    );
    crew.deploy('2');
    expect(await crew.here.daemonize('reload', 'server')).toMatchObject({ code: 0 });
  });

  test('that is asked for while another is under way is refused', async () => {
    const crew = await crewOf(1);
    const slow = await crew.begin('/slow');
    const reload = crew.here.startDaemonize('reload', 'server');
    await until(async () => (await crew.workers()).some(({ state }) => state === 'draining'), 'the old one finishes');
    expectSentence(await crew.here.daemonize('reload', 'server'), 1, /it is being reloaded at this moment/);
    expectSentence(await crew.here.daemonize('scale', 'server', '3'), 1, /it is being reloaded at this moment/);
    crew.go();
    await slow.rest;
    expect(await reload.ended).toMatchObject({ code: 0 });
  });

  test('is refused where there are no workers', async () => {
    const here = withServer();
    await here.daemonize('--settle', '0', '--name', 'one', 'sleep', '1000');
    expectSentence(await here.daemonize('reload', 'one'), 1, /one has no workers.*\n {2}daemonize restart one/);
    expectSentence(
      await here.daemonize('scale', 'one', '2'),
      1,
      /one is a single process\n {2}start it with --workers/,
    );
    expectSentence(await here.daemonize('reload', 'two'), 4, /no daemon is called two/);
    expect(await here.daemonize('reload', '--all')).toMatchObject({ code: 0, stdout: '' });
  });

  test('of a stopped daemon is refused', async () => {
    const crew = await crewOf(1);
    await crew.here.daemonize('stop', 'server');
    expectSentence(await crew.here.daemonize('reload', 'server'), 3, /server is not running/);
  });

  test('stop in the middle of it ends all', async () => {
    const crew = await crewOf(2);
    await crew.begin('/slow');
    const reload = crew.here.startDaemonize('reload', 'server');
    await until(async () => (await crew.workers()).some(({ state }) => state !== 'running'), 'it is under way');
    expect(await crew.here.daemonize('stop', 'server')).toMatchObject({ code: 0 });
    expect(await reload.ended).toMatchObject({ code: 1 });
    expect(await stateOf(crew.here)).toBe('stopped');
    expect(processesAround(crew.here.root)).toEqual([]);
  });
});

test('restart keeps the sockets open: nobody is refused, who comes meanwhile waits for the next', async () => {
  const crew = await crewOf(2);
  const before = (await crew.workers()).map(({ pid }) => pid);
  await until(() => holdersIn(crew.here).length === 1, 'somebody holds the socket');
  const errors: unknown[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) await crew.ask().catch(({ code }) => errors.push(code));
  })();
  crew.deploy('2');
  const restarted = await crew.here.daemonize('restart', 'server');
  isOver = true;
  await asking;
  expect(restarted).toMatchObject({ code: 0, stdout: expect.stringContaining('2 workers') });
  expect(errors).not.toContain('ECONNREFUSED');
  const me = await crew.ask();
  expect(me.version).toBe('2');
  expect(before).not.toContain(me.pid);
  await crew.here.daemonize('stop', 'server');
  expect(processesAround(crew.here.root)).toEqual([]);
});

describe('scale', () => {
  test('adds workers, and takes away those that are too many when they have finished', async () => {
    const crew = await crewOf(1);
    const [first] = await crew.workers();
    const asking = askAllTheWhile(crew.port);
    expect(await crew.here.daemonize('scale', 'server', '3')).toMatchObject({ code: 0, stdout: 'server: 3 workers\n' });
    const all = await crew.untilServing(1, 2, 3);
    await untilAllAnswer(
      crew,
      all.map(({ pid }) => pid),
    );
    expect(await crew.here.daemonize('scale', 'server', '1')).toMatchObject({ code: 0, stdout: 'server: 1 worker\n' });
    expect(await asking.stop()).toEqual({ errors: [], hasAnswers: true });
    expect(await crew.workers()).toMatchObject([{ id: 1, pid: first?.pid, state: 'running' }]);
    expect(await eventsOf(crew.here)).toContainEqual(expect.objectContaining({ type: 'scaled', from: 3, to: 1 }));
  });

  test('counts for the next start, too', async () => {
    const crew = await crewOf(1);
    await crew.here.daemonize('scale', 'server', '2');
    expect(await crew.here.daemonize('restart', 'server')).toMatchObject({ code: 0 });
    expect(await crew.workers()).toHaveLength(2);
  });

  test('that cannot be had leaves as many as there were', async () => {
    const crew = await crewOf(2);
    const before = await crew.workers();
    crew.deploy('broken');
    const ended = await crew.here.daemonize('scale', 'server', '4');
    expectSentence(ended, 1, /server was not scaled: exit code 3.*\n {2}\| cannot find what I need/);
    expect(await crew.workers()).toMatchObject(before.map(({ pid }) => ({ pid })));
    expect(await crew.here.daemonize('scale', 'server', '0')).toMatchObject({ code: 2 });
    expect(await crew.here.daemonize('scale', 'server', 'x')).toMatchObject({ code: 2 });
  });
});

test('a worker that is too big is replaced by one that is not, and the others stay', async () => {
  const here = withServer();
  here.write({
    'fat.js': `const big = [];
const http = require('node:http');
http.createServer((request, response) => {
  if (request.url === '/eat') for (let n = 0; n < 30; n += 1) big.push(Buffer.alloc(10 << 20, 1));
  response.end(String(process.pid));
}).listen(process.env.PORT);`,
  });
  expect(
    await here.daemonize('--name', 'server', '-w', '2', '-l', '0', '--max-memory', '250M', 'node', 'fat.js'),
  ).toMatchObject({ code: 0 });
  const { sceneOf } = await import('./crew.ts');
  const crew = await sceneOf(here);
  const before = await crew.workers();
  await crew.ask('/eat');
  await until(async () => (await eventsOf(here)).some(({ type }) => type === 'retired'), 'one was replaced');
  const after = await crew.untilServing(1, 2);
  expect(after.filter(({ pid }) => before.some((one) => one.pid === pid))).toHaveLength(1);
  expect(await eventsOf(here)).toContainEqual(
    expect.objectContaining({ type: 'unfit', cause: 'memory', worker: expect.any(Number) }),
  );
});

test('a changed file, or what --health finds, has all of them replaced', async () => {
  const here = withServer();
  here.write({ 'lib/a.js': '' });
  expect(await here.daemonize('-w', '2', '-l', '0', '--watch', 'lib', 'node', 'server.js')).toMatchObject({ code: 0 });
  const { workersIn } = await import('./crew.ts');
  const before = (await workersIn(here)).map(({ pid }) => pid);
  await until(async () => {
    here.write({ 'lib/a.js': `${Math.random()}` }); // nobody tells when it is being watched
    return (await eventsOf(here)).some(({ type }) => type === 'reloaded');
  }, 'all were replaced');
  expect((await workersIn(here)).some(({ pid }) => before.includes(pid))).toBe(false);
  expect(existsSync(path.join(here.state, 'server', 'record.json'))).toBe(true);
});
