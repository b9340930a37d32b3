// A supervisor can be asked over a socket: one request a line, one answer a line.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { isAlive } from '../rig/processes.ts';
import { Puppet } from '../rig/puppet.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { readRecord } from './births.ts';
import { eventsOf, running, stateOf, statusOf } from './one-daemon.ts';

const socketIn = (here: Scene): string => path.join(here.state, 'server', 'control.sock');

/** Says these lines, in one piece, and hears as many answers. */
const ask = (file: string, ...requests: readonly (object | string)[]): Promise<readonly Record<string, unknown>[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(file);
    const answers: Record<string, unknown>[] = [];
    createInterface({ input: socket })
      .on('line', (line) => answers.push(JSON.parse(line)))
      .on('close', () => resolve(answers));
    socket.on('error', reject);
    socket.end(requests.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join(''));
  });

test('it tells what status tells, and its socket is for its owner only', async () => {
  const { actor, here } = await running('--restart');
  const file = socketIn(here);
  const [answer] = await ask(file, { request: 'status' });
  expect(answer).toMatchObject({ ok: true, status: { name: 'server', state: 'running', pid: actor.pid } });
  expect(await statusOf(here)).toMatchObject({ controlSocket: file });
  expect(statSync(file).isSocket()).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
});

test('it restarts, signals and stops its command', async () => {
  const { actor, here, puppet } = await running('--restart');
  expect(await ask(socketIn(here), { request: 'restart' })).toEqual([{ ok: true }]);
  await actor.ended;
  const second = await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
  expect((await eventsOf(here)).find(({ type }) => type === 'unfit')).toMatchObject({ cause: 'asked' });
  await second.do({ catch: 'SIGUSR2' });
  expect(await ask(socketIn(here), { request: 'signal', signal: 'USR2' })).toEqual([{ ok: true, pid: second.pid }]);
  await second.received('SIGUSR2');
  const { supervisor } = readRecord(here, 'server');
  expect(await ask(socketIn(here), { request: 'stop' })).toEqual([{ ok: true }]);
  await until(() => !isAlive(supervisor.pid), 'the supervisor has gone');
  expect(await stateOf(here)).toBe('stopped');
  expect(existsSync(socketIn(here))).toBe(false);
});

test('what is no request is told so, and what comes after it is heard', async () => {
  const { here } = await running('--restart');
  const answers = await ask(
    socketIn(here),
    'nonsense',
    '[]',
    '',
    { request: 'fly' },
    { request: 'signal' },
    '{"request":"status"}',
  );
  expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, false, true]);
  expect(answers.map(({ error }) => error)).toEqual([
    expect.stringMatching(/^expected a JSON object/),
    expect.stringMatching(/^expected a JSON object/),
    'unknown request "fly": status, restart, stop, signal, reopen',
    expect.stringMatching(/^signal: expected /),
    undefined,
  ]);
});

test('who waits to be started again can be asked to be, at once', async () => {
  const { actor, here, puppet } = await running('--restart', '--backoff', '1h');
  await actor.do({ exit: 1 }); // the first restart comes at once
  await (await puppet.connected()).do({ exit: 1 });
  await until(async () => (await stateOf(here)) === 'backing-off', 'it waits');
  expect(await ask(socketIn(here), { request: 'restart' })).toEqual([{ ok: true }]);
  await puppet.connected();
  await until(async () => (await stateOf(here)) === 'running', 'it runs again');
});

test('a supervisor that follows another answers in its place', async () => {
  const { actor, here } = await running('--restart');
  const { supervisor } = readRecord(here, 'server');
  process.kill(supervisor.pid, 'SIGKILL');
  await until(() => !isAlive(supervisor.pid), 'the supervisor is dead');
  expect(await statusOf(here)).toMatchObject({ controlSocket: null });
  await here.daemonize('resume', 'server');
  expect(await ask(socketIn(here), { request: 'status' })).toMatchObject([{ ok: true, status: { pid: actor.pid } }]);
});

test('where its name would be too long for a socket, it is where XDG_RUNTIME_DIR says', async () => {
  const here = scene();
  const puppet = await Puppet.listen(here, 'server');
  const [runtime, state] = [path.join(here.root, 'run'), path.join(here.root, 'long'.repeat(30))];
  mkdirSync(runtime, { mode: 0o700 });
  const environment = { DAEMONIZE_HOME: state, XDG_RUNTIME_DIR: runtime };
  const daemonize = (...words: readonly string[]) => here.tool('daemonize', words, { environment });
  await daemonize('--settle', '0', '--restart', ...puppet.command);
  const { controlSocket } = JSON.parse((await daemonize('status', 'server', '--json')).stdout);
  expect(path.dirname(controlSocket)).toBe(runtime);
  expect(await ask(controlSocket, { request: 'status' })).toMatchObject([{ ok: true }]);
  expect(await daemonize('stop', 'server')).toMatchObject({ code: 0 });
  expect(existsSync(controlSocket)).toBe(false);
});
