import type { CommandLine } from '@proctools/core';
import { describe, expect, test } from 'vitest';
import { type AllOptions, assertForAll } from '../src/all/options-all.ts';
import { type AllPlan, planAll } from '../src/all/plan-all.ts';
import type { Manifest } from '../src/all/scripts.ts';

/** As the parser reads a command line without options. */
const NOTHING: AllOptions = {
  ...{ cwd: undefined, umask: undefined, nice: undefined, user: undefined, title: undefined },
  ...{ env: [], envFile: [], unset: [], clearEnv: false },
  ...{ stdin: undefined, stdout: undefined, stderr: undefined, append: false, tee: undefined, prefix: undefined },
  ...{ timestamps: false, quietUnlessFailed: false, maxOutput: undefined },
  ...{ timeout: undefined, idleTimeout: undefined, signal: 'SIGTERM', killAfter: 5_000 },
  ...{ tree: false, orphans: 'kill', noRaise: false },
  ...{ retry: undefined, retryDelay: 1_000, backoff: 1, jitter: false, retryOn: undefined },
  ...{ shell: undefined, detach: false, ipc: false, report: undefined },
  ...{ names: undefined, sequence: false, race: false, restartFailed: false },
  ...{ halt: undefined, jobs: undefined, dryRun: false, json: false },
} as AllOptions;

const manifest: Manifest = {
  file: '/app/package.json',
  scripts: ['build', 'watch:css', 'watch:js', 'watch:js:fast', 'watch', 'a.b'],
};

const plan = (
  options: Partial<AllOptions>,
  commands: readonly CommandLine[] = [['a', '1'], ['b']],
  scripts: Manifest | undefined = manifest,
): AllPlan =>
  planAll({ ...NOTHING, ...options }, commands, { cwd: '/app', manifest: scripts, processors: 4, platform: 'linux' });

const tasks = (...command: CommandLine): readonly (readonly [string, CommandLine])[] =>
  plan({}, [command]).tasks.map(({ command: words, name }) => [name, words]);

const npm = (script: string, ...operands: readonly string[]): CommandLine => [
  'npm',
  'run',
  '--silent',
  script,
  ...operands,
];

test('commands run at once, each with its name, and without what is typed', () => {
  const { isNamed, retries, slots, streams, tasks: all } = plan({});
  expect(all.map(({ command, index, isScript, name }) => [index, name, command, isScript])).toEqual([
    [0, 'a', ['a', '1'], false],
    [1, 'b', ['b'], false],
  ]);
  expect({ isNamed, slots, retries: retries.count }).toEqual({ isNamed: true, slots: 2, retries: 0 });
  expect(streams).toMatchObject({ stdin: 'null', isPiped: true });
});

test.each<[string, Partial<AllOptions>, unknown]>([
  ['one after the other they have our streams', { sequence: true }, { stdin: '-', isPiped: false }],
  ['with names they have labels', { sequence: true, names: 'x,y' }, { stdin: '-', isPiped: true }],
  ['--json reads all lines', { sequence: true, json: true }, { isPiped: true }],
  ['--stdin - hands on what is typed', { stdin: '-' }, { stdin: '-' }],
  ['a file is taken from where we are', { stdin: 'in', stdout: '../out' }, { stdin: '/app/in', stdout: '/out' }],
])('streams: %s', (_, options, streams) => {
  expect(plan(options).streams).toMatchObject(streams as object);
});

test.each<[Partial<AllOptions>, number]>([
  [{}, 2],
  [{ sequence: true }, 1],
  [{ jobs: { type: 'number', count: 1 } }, 1],
  [{ jobs: { type: 'percent', percent: 50 } }, 2],
  [{ jobs: { type: 'relative', difference: 1 } }, 5],
])('%j: %i at once', (options, slots) => {
  expect(plan(options).slots).toBe(slots);
});

test.each<[Partial<AllOptions>, number]>([
  [{ restartFailed: true }, Number.POSITIVE_INFINITY],
  [{ restartFailed: true, retry: 2 }, 2],
  [{ retry: 2 }, 2],
])('%j: tried again %d times', (options, count) => {
  expect(plan(options).retries.count).toBe(count);
});

test('--shell: each is a line with operands', () => {
  const { tasks: all } = plan({ shell: 'sh' }, [['echo "$1" | cat', 'x'], ['  exit 7']]);
  expect(all.map(({ command, name }) => [name, command])).toEqual([
    ['echo', ['sh', '-c', 'echo "$1" | cat', 'sh', 'x']],
    ['exit', ['sh', '-c', '  exit 7', 'sh']],
  ]);
});

describe('scripts', () => {
  test.each<[pattern: string, scripts: readonly string[]]>([
    ['npm:build', ['build']],
    ['npm:watch', ['watch']],
    ['npm:watch:*', ['watch:css', 'watch:js']],
    ['npm:watch:**', ['watch:css', 'watch:js', 'watch:js:fast']],
    ['npm:watch*', ['watch']],
    ['npm:*:js', ['watch:js']],
    ['npm:a.b', ['a.b']],
    ['npm:*', ['build', 'watch', 'a.b']],
  ])('%s are %j', (pattern, scripts) => {
    expect(tasks(pattern)).toEqual(scripts.map((script) => [script, npm(script)]));
  });

  test.each([['npm:buil*e'], ['npm:BUILD'], ['npm:axb'], ['npm:watch:']])('%s is none', (pattern) => {
    expect(() => tasks(pattern)).toThrow(`${pattern}: no such script in /app/package.json`);
  });

  test('who finds none is told which there are', () => {
    const hint = 'did you mean npm:build? it has build, watch:css, watch:js, watch:js:fast, watch, a.b';
    expect(() => tasks('npm:biuld')).toThrow(expect.objectContaining({ code: 125, hint }));
    const none = { file: '/app/package.json', scripts: [] };
    expect(() => plan({}, [['npm:x']], none)).toThrow(expect.objectContaining({ code: 125, hint: 'it has none' }));
    const nowhere = () => planAll(NOTHING, [['npm:x']], { cwd: '/', manifest: undefined, processors: 1 });
    expect(nowhere).toThrow('npm:x: there is no package.json here');
  });

  test.each<[command: CommandLine, runs: CommandLine]>([
    [['npm:build', '--', '-w'], npm('build', '--', '-w')],
    [['npm:build', '-w', '--', 'x'], npm('build', '--', '-w', '--', 'x')],
    [
      ['pnpm:build', '-w'],
      ['pnpm', 'run', '--silent', 'build', '-w'],
    ],
  ])("the operands of %j are the script's", (command, runs) => {
    expect(tasks(...command)).toEqual([['build', runs]]);
  });

  test.each(['npm', 'npm:', 'yarn:build', './npm:build', 'toString:build'])('%s is no script', (word) => {
    expect(tasks(word).map(([, command]) => command)).toEqual([[word]]);
  });

  test('names are told apart, and may be given for all that a pattern names', () => {
    const commands: readonly CommandLine[] = [['npm:watch:*'], ['npm:watch:js']];
    const names = (options: Partial<AllOptions>) => plan(options, commands).tasks.map(({ name }) => name);
    expect(names({})).toEqual(['watch:css', 'watch:js-1', 'watch:js-2']);
    expect(names({ names: 'x,y,z' })).toEqual(['x', 'y', 'z']);
    expect(() => names({ names: 'x,y' })).toThrow('--names: expected a name for each of 3 commands, not 2');
  });
});

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ detach: true }, '--detach leaves one command'],
  [{ ipc: true }, '--ipc is a channel to one command'],
  [{ report: { type: 'file', file: 'x' } }, '--report is about one command'],
  [{ explain: true }, '--explain is about one command'],
  [{ argFile: ['x'] }, '--arg-file is an option of --each'],
  [{ keepOrder: true }, '--keep-order is an option of --each'],
  [{ group: 'plain' }, '--group is an option of --each'],
  [{ perJob: 2 }, '--per-job is an option of --each'],
  [{ sequence: true, race: true }, '--sequence runs one after the other, --race all at once'],
  [{ sequence: true, jobs: { type: 'number', count: 2 } }, '--sequence runs one at a time'],
])('%j does not go with --all', (options, words) => {
  expect(() => assertForAll({ ...NOTHING, ...options })).toThrow(words);
});

test('what the parser fills in by itself goes with --all', () => {
  const filledIn = { perJob: 1, argFile: [], null: false };
  expect(() => assertForAll({ ...NOTHING, ...filledIn })).not.toThrow();
});
