import { expect, test } from 'vitest';
import { type OneOptions, planOne } from '../src/one/plan.ts';

const none = {
  ...{
    cwd: undefined,
    umask: undefined,
    nice: undefined,
    user: undefined,
    env: [],
    envFile: [],
    unset: [],
    clearEnv: false,
  },
  ...{ title: undefined, stdin: undefined, stdout: undefined, stderr: undefined, append: false, tee: undefined },
  ...{ prefix: undefined, timestamps: false, quietUnlessFailed: false, maxOutput: undefined, timeout: undefined },
  ...{ idleTimeout: undefined, signal: 'SIGTERM', killAfter: 5_000, tree: false, orphans: 'kill', noRaise: false },
  ...{ retry: undefined, retryDelay: 1_000, backoff: 1, jitter: false, retryOn: undefined, shell: undefined },
  ...{ detach: false, ipc: false, report: undefined },
} as unknown as OneOptions;

const planWith = (options: object, ...command: readonly [string, ...string[]]) =>
  planOne({ ...none, ...options }, command, '/here', 'linux');

test.each([
  {},
  { cwd: '/x' },
  { umask: 0o22 },
  { nice: 1 },
  { env: ['A=1'] },
  { title: 'x' },
  { clearEnv: true },
  { shell: 'sh' },
])('%j leaves nothing to supervise', (options) => {
  expect(planWith(options, 'true')).toMatchObject({ isUnsupervised: true, way: 'wait' });
});

test.each([
  ...[
    { timeout: 1 },
    { retry: 0 },
    { report: { type: 'descriptor', descriptor: 3 } },
    { noRaise: true },
    { stdin: 'null' },
  ],
  ...[
    { stdout: 'x' },
    { stderr: 'x' },
    { tee: 'x' },
    { prefix: 'x' },
    { timestamps: true },
    { quietUnlessFailed: true },
  ],
  ...[{ maxOutput: 1 }, { idleTimeout: 1 }, { detach: true }, { ipc: true }],
])('%j has xspawn stay', (options) => {
  expect(planWith(options, 'true').isUnsupervised).toBe(false);
});

test.each([
  [{ tee: 'x' }, true],
  [{ prefix: 'x' }, true],
  [{ prefix: '' }, false],
  [{ idleTimeout: 1 }, true],
  [{ maxOutput: 0 }, true],
  [{ stdout: 'x', stderr: 'y', timeout: 1 }, false],
])('%j: the output passes through us: %s', (options, isPiped) => {
  expect(planWith(options, 'true').streams.isPiped).toBe(isPiped);
});

test('files are those of the caller’s directory', () => {
  const { streams } = planWith({ stdin: 'in', stdout: 'a/out', stderr: '/err', tee: '../tee' }, 'true');
  expect(streams).toMatchObject({ stdin: '/here/in', stdout: '/here/a/out', stderr: '/err', tee: '/tee' });
});

test('the operands of a line for a shell are its parameters', () => {
  expect(planWith({ shell: 'sh' }, 'echo "$1"', '$(x)', '').command).toEqual([
    'sh',
    '-c',
    'echo "$1"',
    'sh',
    '$(x)',
    '',
  ]);
  expect(planOne({ ...none, shell: 'sh' }, ['dir'], 'C:\\', 'win32').command).toEqual([
    'cmd.exe',
    '/d',
    '/s',
    '/c',
    'dir',
  ]);
  expect(() => planOne({ ...none, shell: 'sh' }, ['dir', 'x'], 'C:\\', 'win32')).toThrow(/takes one line on Windows/);
});

test.each([
  [{ detach: true, ipc: true }, /--ipc/],
  [{ detach: true, timeout: 1 }, /--detach/],
  [{ detach: true, retry: 1 }, /--detach/],
  [{ ipc: true, stdin: '-' }, /--stdin/],
])('%j do not go together', (options, words) => {
  expect(() => planWith(options, 'true')).toThrow(words);
});

test('an empty command is none', () => {
  expect(() => planWith({}, '')).toThrow('the command is empty');
});
