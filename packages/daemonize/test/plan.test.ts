import { expect, test } from 'vitest';
import { planStart, type StartOptions } from '../src/plan.ts';

const OPTIONS: StartOptions = {
  ...{
    name: undefined,
    foreground: false,
    ifNotRunning: false,
    ready: undefined,
    readyTimeout: 30_000,
    settle: undefined,
    chdir: undefined,
  },
  ...{ umask: undefined, user: undefined, group: undefined, nice: undefined, limit: [], pidfile: undefined, env: [] },
  ...{ envFile: [], clearEnv: false, stdout: undefined, stderr: undefined, log: undefined },
  ...{ restart: undefined, backoff: undefined, maxRestarts: undefined, health: undefined, healthInterval: undefined },
  ...{ logSize: undefined, logKeep: undefined, logCompress: false, logTime: false, logPipe: false },
  ...{ maxMemory: undefined, maxRuntime: undefined, watch: [], workers: undefined, listen: [] },
  ...{ schedule: undefined, drainTimeout: undefined },
  ...{ stopSignal: 'SIGTERM', stopTimeout: 10_000 },
};
const CALLER = { cwd: '/home/me', environment: { HOME: '/home/me' }, umask: 0o22, openFiles: 256 };
const LOG = { type: 'log', source: 'x', flags: '' } as const;
const PORT = { type: 'port', host: null, port: 3000 } as const;
const COMMAND = ['node', 'server.js', '--port', '007'];

const plan = (options: Partial<StartOptions>, operands = COMMAND) =>
  planStart({ ...OPTIONS, ...options }, operands, CALLER);

test('without options: the command as it is, called after its script, where the caller is', () => {
  expect(plan({})).toEqual({
    name: 'server',
    ifNotRunning: false,
    source: { caller: CALLER.environment, assignments: [] },
    settings: {
      ...{ command: COMMAND, cwd: '/home/me', umask: 0o22, openFiles: 256, user: null, group: null, nice: null },
      ...{ limits: [] },
      ...{ stdout: null, stderr: null, pidfile: null, envFiles: [], clearEnv: false, settleMs: 250, ready: null },
      ...{ readyTimeoutMs: 30_000, stopSignal: 'SIGTERM', stopTimeoutMs: 10_000, supervision: null },
      ...{ logging: null, crew: null, foreground: false },
    },
  });
});

test.each<[Partial<StartOptions>, object]>([
  [{ chdir: 'sub' }, { cwd: '/home/me/sub' }],
  [{ chdir: '/' }, { cwd: '/' }],
  [
    { chdir: '/srv', stdout: 'out' },
    { cwd: '/srv', stdout: '/home/me/out', stderr: null },
  ],
  [
    { logSize: 1 << 20 },
    { logging: { rotation: { size: 1 << 20, keep: 5, compress: false }, time: false, pipe: false } },
  ],
  [{ logTime: true }, { logging: { rotation: null, time: true, pipe: false }, supervision: { restart: 'never' } }],
  [{ log: '../all' }, { stdout: '/home/all', stderr: '/home/all' }],
  [{ stderr: '/dev/null' }, { stdout: null, stderr: '/dev/null' }],
  [{ pidfile: 'x.pid' }, { pidfile: '/home/me/x.pid' }],
  [{ envFile: ['.env', '/etc/env'] }, { envFiles: ['/home/me/.env', '/etc/env'] }],
  [{ umask: 0 }, { umask: 0 }],
  [{ nice: 0 }, { nice: 0 }],
  [{ limit: [{ resource: 'nofile', value: '64' }] }, { openFiles: null }],
  [{ limit: [{ resource: 'core', value: '0' }] }, { openFiles: 256 }],
  [
    { ready: { type: 'ipc' }, readyTimeout: 5 },
    { ready: { type: 'ipc' }, readyTimeoutMs: 5 },
  ],
  [
    { settle: 0, stopSignal: 'SIGINT', stopTimeout: 0 },
    { settleMs: 0, stopSignal: 'SIGINT', stopTimeoutMs: 0 },
  ],
])('%j', (options, settings) => {
  expect(plan(options).settings).toMatchObject(settings);
});

test('in the foreground it is looked after, and what ends at once has ended', () => {
  const { settings } = plan({ foreground: true });
  expect(settings).toMatchObject({
    foreground: true,
    settleMs: 0,
    supervision: { restart: 'never', maxRestarts: null },
  });
  expect(plan({ foreground: true, settle: 250, restart: 'always' }).settings).toMatchObject({
    settleMs: 250,
    supervision: { restart: 'always' },
  });
});

test('in the foreground a log can be waited for where there is one', () => {
  expect(plan({ foreground: true, ready: LOG, stderr: 'b' }).settings).toMatchObject({ ready: LOG, stdout: null });
});

test('workers are kept running, and are ready when they listen; unless something else is said', () => {
  const { settings } = plan({ workers: 'max', listen: [PORT, { type: 'path', path: 'x.sock' }] });
  expect(settings).toMatchObject({
    crew: {
      ...{ workers: 'max', schedule: null, drainTimeoutMs: 30_000 },
      listen: [PORT, { type: 'path', path: '/home/me/x.sock' }],
    },
    ready: { type: 'listening' },
    supervision: { restart: 'always' },
  });
  expect(plan({ listen: [PORT] }).settings.crew).toMatchObject({ workers: 1 });
  expect(plan({ workers: 3 }).settings.crew).toMatchObject({ workers: 3, listen: [], schedule: 'rr' });
  expect(plan({ workers: 3, settle: 0 }).settings).toMatchObject({ ready: null, settleMs: 0 });
  expect(plan({ workers: 3, restart: 'on-failure' }).settings.supervision).toMatchObject({ restart: 'on-failure' });
});

test('a name that was given counts before that of the command', () => {
  expect(plan({ name: 'api' }).name).toBe('api');
  expect(plan({ name: 'api' }, ['漢']).name).toBe('api');
});

test.each<[Partial<StartOptions>, string[], RegExp]>([
  [{}, [''], /the command is empty/],
  [{}, ['漢'], /cannot make a name of 漢/],
  [{ log: 'a', stdout: 'b' }, COMMAND, /--log stands for both/],
  [{ log: 'a', stderr: 'b' }, COMMAND, /--log stands for both/],
  [{ foreground: true, ready: LOG }, COMMAND, /--ready log: reads what the command writes, which with --foreground/],
  [{ foreground: true, backoff: { shortestMs: 1, longestMs: 2 } }, COMMAND, /--backoff is about restarts/],
  [{ foreground: true, logSize: 1 << 20 }, COMMAND, /--log-size is about files: with --foreground give --log/],
  [
    { foreground: true, logTime: true, stdout: 'a' },
    COMMAND,
    /--log-time is about files: with --foreground give --log/,
  ],
  [{ maxRestarts: { count: 1, withinMs: 2 } }, COMMAND, /--max-restarts is about restarts/],
  [{ schedule: 'rr' }, COMMAND, /--schedule is about workers/],
  [{ drainTimeout: 0 }, COMMAND, /--drain-timeout is about workers/],
  [{ listen: [PORT], schedule: 'none' }, COMMAND, /--schedule is about Node's cluster/],
  [{ workers: 2, ready: { type: 'port', host: null, port: 1 } }, COMMAND, /--ready port: cannot tell one worker from/],
  [{ listen: [PORT], ready: { type: 'http', url: 'http://x/' } }, COMMAND, /--ready http: cannot tell one worker/],
  [{ listen: [PORT], ready: { type: 'fd', descriptor: 3 } }, COMMAND, /--ready fd:3 is the descriptor of a socket/],
  [{ workers: 2, ready: { type: 'fd', descriptor: 3 } }, COMMAND, /--ready fd: Node's cluster hands no descriptors on/],
])('%j %j is wrong usage', (options, operands, message) => {
  expect(() => plan(options, operands)).toThrow(message);
});

test('npm is called after the directory that it will run in', () => {
  expect(plan({}, ['npm', 'start']).name).toBe('me');
  expect(plan({ chdir: 'shop' }, ['npm', 'start']).name).toBe('shop');
});
