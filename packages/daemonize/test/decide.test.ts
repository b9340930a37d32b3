import { expect, test } from 'vitest';
import type { Settings, Supervision } from '../src/settings.ts';
import { type Decision, decide, type Known } from '../src/up/decide.ts';
import { differences, type Manner } from '../src/up/differences.ts';

const SETTINGS: Settings = {
  ...{ command: ['node', 'server.js'], cwd: '/srv', umask: 0o22, openFiles: 1024, user: null, group: null, nice: null },
  ...{
    limits: [],
    stdout: null,
    stderr: null,
    pidfile: null,
    envFiles: [],
    clearEnv: false,
    settleMs: 250,
    ready: null,
  },
  ...{ readyTimeoutMs: 30_000, stopSignal: 'SIGTERM', stopTimeoutMs: 10_000, supervision: null },
};
const SUPERVISION: Supervision = {
  ...{ restart: 'always' as const, backoff: { shortestMs: 100, longestMs: 30_000 }, maxRestarts: null, health: null },
  ...{ maxMemory: null, maxRuntimeMs: null, watch: [] },
};
const SUPERVISED: Settings = { ...SETTINGS, supervision: SUPERVISION };

const manner = (settings: Partial<Settings> = {}, more: Partial<Manner> = {}): Manner => ({
  settings: { ...SETTINGS, ...settings },
  umask: null,
  source: { assignments: [], fromFiles: {} },
  ...more,
});

const withVariables = (assignments: readonly string[], fromFiles: Readonly<Record<string, string>> = {}): Manner =>
  manner({}, { source: { assignments, fromFiles } });

test.each<[string, Manner, Manner, readonly string[]]>([
  ['nothing', manner(), manner(), []],
  ['the umask of another shell', manner(), manner({ umask: 0o77 }), []],
  ['the limit of open files of another shell', manner(), manner({ openFiles: 256 }), []],
  ['an umask', manner(), manner({}, { umask: 0o22 }), ['umask']],
  ['an umask less', manner({}, { umask: 0 }), manner(), ['umask']],
  ['the command', manner(), manner({ command: ['node', 'server.js', '-v'] }), ['command']],
  ['a directory', manner(), manner({ cwd: '/' }), ['chdir']],
  ['a .env', manner(), manner({ envFiles: ['/srv/.env'] }), ['envFile']],
  ['a limit', manner(), manner({ limits: [{ resource: 'core', value: '0' }] }), ['limit']],
  ['a nice value of 0', manner(), manner({ nice: 0 }), ['nice']],
  ['an empty environment', manner(), manner({ clearEnv: true }), ['clearEnv']],
  ['a moment', manner({ settleMs: 1500 }), manner({ settleMs: 1540 }), ['settle']],
  ['two things', manner(), manner({ cwd: '/', nice: 5 }), ['chdir', 'nice']],
  ['a condition', manner({ ready: { type: 'ipc' } }), manner({ ready: { type: 'fd', descriptor: 3 } }), ['ready']],
  ['a supervisor', manner(), manner(SUPERVISED), ['restart']],
  ['a supervisor less', manner(SUPERVISED), manner(), ['restart']],
  [
    'a pause',
    manner(SUPERVISED),
    manner({ supervision: { ...SUPERVISION, backoff: { shortestMs: 0, longestMs: 0 } } }),
    ['backoff'],
  ],
  ['a time', manner(SUPERVISED), manner({ supervision: { ...SUPERVISION, maxRuntimeMs: 5 } }), ['maxRuntime']],
  ['a folder', manner(SUPERVISED), manner({ supervision: { ...SUPERVISION, watch: ['/srv'] } }), ['watch']],
  ['a variable', withVariables([]), withVariables(['A=1']), ['env A']],
  ['another value', withVariables(['A=1', 'B=1']), withVariables(['A=2', 'B=1']), ['env A']],
  ['a variable less', withVariables(['A=1', 'B=1']), withVariables(['B=1']), ['env A']],
  ['the order of variables', withVariables(['A=1', 'B=1']), withVariables(['B=1', 'A=1']), []],
  ['a variable that is handed on', withVariables(['A=1']), withVariables(['A']), ['env A']],
  ['a variable of .env', withVariables([], { A: '1' }), withVariables([], { A: '2' }), ['env A']],
  ['one of .env that is set otherwise', withVariables(['A=3'], { A: '1' }), withVariables(['A=3'], { A: '2' }), []],
  ['one that comes from elsewhere', withVariables(['A=1']), withVariables([], { A: '1' }), []],
  ['what nobody knows any more', manner({}, { source: undefined }), manner(), ['env']],
])('what differs: %s', (_, before, after, changed) => {
  expect(differences(before, after)).toEqual(changed);
});

test('a record of before there was a setting is no different, as long as that says nothing', () => {
  const { ready: _, supervision: __, ...old } = SETTINGS;
  expect(differences({ ...manner(), settings: old as unknown as Settings }, manner())).toEqual([]);
  const { maxMemory: ___, ...earlier } = SUPERVISION;
  const before = manner({ supervision: earlier as unknown as Supervision });
  expect(differences(before, manner(SUPERVISED))).toEqual([]);
});

test('what was read from a record is no different from what was written', () => {
  const written = manner(SUPERVISED);
  expect(differences(JSON.parse(JSON.stringify(written)), written)).toEqual([]);
});

const FILE = '/srv/Procfile';
const known = (more: Partial<Known>): Known => ({
  ...manner(),
  state: 'running',
  file: FILE,
  isForsaken: false,
  ...more,
});
const other = manner({ nice: 1 });

test.each<[string, Manner, Known | undefined, Decision]>([
  ['unknown', manner(), undefined, { type: 'start' }],
  ['stopped', manner(), known({ state: 'stopped' }), { type: 'start' }],
  ['exited, and otherwise', other, known({ state: 'exited' }), { type: 'start' }],
  ['failed', manner(), known({ state: 'failed' }), { type: 'start' }],
  ['stopped, and started by hand before', manner(), known({ state: 'stopped', file: undefined }), { type: 'start' }],
  ['running', manner(), known({}), { type: 'leave', state: 'running' }],
  ['running otherwise', other, known({}), { type: 'restart', changed: ['nice'] }],
  ['backing off', manner(), known({ state: 'backing-off' }), { type: 'leave', state: 'backing-off' }],
  ['backing off otherwise', other, known({ state: 'backing-off' }), { type: 'restart', changed: ['nice'] }],
  ['without its supervisor', manner(), known({ state: 'unsupervised' }), { type: 'take-over' }],
  [
    'without its supervisor, and otherwise',
    other,
    known({ state: 'unsupervised' }),
    { type: 'restart', changed: ['nice'] },
  ],
  ['being started', manner(), known({ state: 'starting' }), { type: 'start' }],
  ['being started otherwise', other, known({ state: 'starting' }), { type: 'restart', changed: ['nice'] }],
  ['being stopped', other, known({ state: 'stopping' }), { type: 'start' }],
  ['running after its start was killed', manner(), known({ isForsaken: true }), { type: 'restart', changed: [] }],
  ['running, and started by hand', manner(), known({ file: undefined }), { type: 'refuse', file: undefined }],
  ['running, and from elsewhere', other, known({ file: '/x' }), { type: 'refuse', file: '/x' }],
  [
    'being stopped, and from elsewhere',
    other,
    known({ file: '/x', state: 'stopping' }),
    { type: 'refuse', file: '/x' },
  ],
])('%s', (_, wanted, found, decision) => {
  expect(decide(FILE, wanted, found)).toEqual(decision);
});
