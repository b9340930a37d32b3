import { expect, test } from 'vitest';
import { planStart, type StartOptions } from '../src/plan.ts';

const OPTIONS: StartOptions = {
  ...{ name: undefined, ifNotRunning: false, ready: undefined, readyTimeout: 30_000, settle: 250, chdir: undefined },
  ...{ umask: undefined, user: undefined, group: undefined, nice: undefined, limit: [], pidfile: undefined, env: [] },
  ...{ envFile: [], clearEnv: false, stdout: undefined, stderr: undefined, log: undefined },
  ...{ restart: undefined, backoff: undefined, maxRestarts: undefined, health: undefined, healthInterval: undefined },
  ...{ logSize: undefined, logKeep: undefined, logCompress: false, logTime: false, logPipe: false },
  ...{ maxMemory: undefined, maxRuntime: undefined, watch: [] },
  ...{ stopSignal: 'SIGTERM', stopTimeout: 10_000 },
};
const CALLER = { cwd: '/home/me', environment: { HOME: '/home/me' }, umask: 0o22, openFiles: 256 };
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
      ...{ logging: null },
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

test('a name that was given counts before that of the command', () => {
  expect(plan({ name: 'api' }).name).toBe('api');
  expect(plan({ name: 'api' }, ['漢']).name).toBe('api');
});

test.each<[Partial<StartOptions>, string[], RegExp]>([
  [{}, [''], /the command is empty/],
  [{}, ['漢'], /cannot make a name of 漢/],
  [{ log: 'a', stdout: 'b' }, COMMAND, /--log stands for both/],
  [{ log: 'a', stderr: 'b' }, COMMAND, /--log stands for both/],
])('%j %j is wrong usage', (options, operands, message) => {
  expect(() => plan(options, operands)).toThrow(message);
});

test('npm is called after the directory that it will run in', () => {
  expect(plan({}, ['npm', 'start']).name).toBe('me');
  expect(plan({ chdir: 'shop' }, ['npm', 'start']).name).toBe('shop');
});
