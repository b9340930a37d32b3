import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { expectSentence, linesOf, running } from './one-daemon.ts';

const fileOf = (here: Scene, stream: 'out' | 'err' = 'out'): string => path.join(here.state, `server/${stream}.log`);

/** A daemon that has run, with these logs. */
const withLogs = async (out: string, err = ''): Promise<Scene> => {
  const here = scene();
  await here.daemonize('--name', 'server', '--settle', '0', 'true');
  writeFileSync(fileOf(here), out);
  writeFileSync(fileOf(here, 'err'), err);
  return here;
};

const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

test('each stream goes where it came from', async () => {
  const { here, actor } = await running();
  await actor.do({ write: 'stdout', text: 'one\ntwo' });
  await actor.do({ write: 'stderr', text: 'oh\n' });
  const both = { code: 0, signal: null, stdout: 'one\ntwo', stderr: 'oh\n' };
  expect(await here.daemonize('logs', 'server')).toEqual(both);
  expect(await here.daemonize('logs', '--stderr', 'server')).toEqual({ ...both, stdout: 'oh\n', stderr: '' });
});

test('--json tells the streams apart, a line each', async () => {
  const here = await withLogs('a "b"\n\u00e9\u0007\n\nlast', 'oh\n');
  const ended = await here.daemonize('logs', '--json', 'server');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(linesOf(ended.stdout).map((line) => JSON.parse(line))).toEqual([
    ...['a "b"', 'é\u0007', '', 'last'].map((line) => ({ stream: 'stdout', line })),
    { stream: 'stderr', line: 'oh' },
  ]);
});

test.each([
  [['-n', '0'], ''],
  [['-n', '1'], 'line 250\n'],
  [['-n3'], 'line 248\nline 249\nline 250\n'],
  [['--lines=250'], numbered(250)],
  [['-n', '100000000'], numbered(250)],
  [[], numbered(250).split('\n').slice(150).join('\n')],
] as const)('logs %j prints so many of the last lines; 100 if not told', async (options, expected) => {
  const here = await withLogs(numbered(250));
  expect(await here.daemonize('logs', ...options, 'server')).toMatchObject({ code: 0, stdout: expected, stderr: '' });
});

test.each([
  ['an empty file', '', '3', ''],
  ['a single line', 'x\n', '3', 'x\n'],
  ['a last line without a newline', 'a\nb\nc', '2', 'b\nc'],
  ['empty lines', '\n\n\n\n', '2', '\n\n'],
  ['no newline at all', 'abc', '1', 'abc'],
  ['carriage returns', 'a\r\nb\r\n', '1', 'b\r\n'],
])('the last lines of %s', async (_, text, count, expected) => {
  const here = await withLogs(text);
  expect(await here.daemonize('logs', '-n', count, 'server')).toMatchObject({ code: 0, stdout: expected, stderr: '' });
});

const BLOCK = 65_536;

test.each([BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 1])(
  'a line of %d bytes at a block border',
  async (length) => {
    const long = `${'x'.repeat(length - 1)}\n`;
    const here = await withLogs(`first\n${long}last\n`);
    expect((await here.daemonize('logs', '-n', '1', 'server')).stdout).toBe('last\n');
    expect((await here.daemonize('logs', '-n', '2', 'server')).stdout).toBe(`${long}last\n`);
    expect((await here.daemonize('logs', '-n', '3', 'server')).stdout).toBe(`first\n${long}last\n`);
  },
);

test('bytes that are no text come out as they are', async () => {
  const here = await withLogs('');
  const bytes = Buffer.from([0xff, 0xfe, 0, 0x80, 0x0a, 0xc3]);
  writeFileSync(fileOf(here), bytes);
  await here.run('sh', ['-c', '"$0" logs server >copy', toolPath('daemonize')]);
  expect(readFileSync(path.join(here.work, 'copy'))).toEqual(bytes);
});

test('the end of a huge file comes without reading all of it', async () => {
  const here = await withLogs('first\n');
  truncateSync(fileOf(here), 20e9); // a hole of 20 GB: reading it would take longer than any deadline
  await here.run('sh', ['-c', 'echo "\nlast" >>"$0"', fileOf(here)]);
  expect((await here.daemonize('logs', '-n', '1', 'server')).stdout).toBe('last\n');
});

test('a million lines through a slow reader are complete', async () => {
  const here = await withLogs('');
  await here.run('sh', ['-c', 'seq 1000000 >"$0"', fileOf(here)]);
  const script = '"$0" logs -n 1000000 server | { read first; sleep 0.3; echo "$first"; md5sum; }';
  const { stdout } = await here.run('bash', ['-c', script, toolPath('daemonize')]);
  const { stdout: expected } = await here.run('sh', ['-c', 'echo 1; seq 2 1000000 | md5sum']);
  expect(stdout).toBe(expected);
});

test('a reader that goes away is a normal end', async () => {
  const here = await withLogs('');
  await here.run('sh', ['-c', 'seq 1000000 >"$0"', fileOf(here)]);
  const script = '"$0" logs -n 1000000 server | head -1; echo ${PIPESTATUS[0]}';
  const ended = await here.run('bash', ['-c', script, toolPath('daemonize')]);
  expect(ended.stderr).toBe('');
  expect(ended.stdout).toMatch(/^1\n(0|141)\n$/);
});

const HOUR = 3_600_000;
const at = (ago: number): string => new Date(Date.now() - ago).toISOString();

/** Lets everything of the daemon have happened so long ago. */
const age = (here: Scene, ms: number): void => {
  const journal = path.join(here.state, 'server/events.ndjson');
  const events = linesOf(readFileSync(journal, 'utf8')).map((line) => JSON.parse(line));
  const older = events.map((event) => ({ ...event, time: new Date(Date.parse(event.time) - ms).toISOString() }));
  writeFileSync(journal, older.map((event) => `${JSON.stringify(event)}\n`).join(''));
};

test.each([
  ['begin with an ISO time', (ago: number) => at(ago)],
  ['have an ISO time in brackets', (ago: number) => `[${at(ago)}]`],
  ['have a time with an offset', (ago: number) => at(ago - 2 * HOUR).replace('Z', '+02:00')],
  ['have a blank and a comma in it', (ago: number) => `${at(ago).replace('T', ' ').replace('.', ',')}`],
  ['are JSON with time', (ago: number) => `{"level":30,"time":${Date.now() - ago},"msg":"`],
  ['are JSON with timestamp', (ago: number) => `{"timestamp":"${at(ago)}","msg":"`],
  ['are JSON with ts in seconds', (ago: number) => `{"ts":${(Date.now() - ago) / 1000},"msg":"`],
])('--since: lines that %s', async (_, time) => {
  const lines = [2 * HOUR, HOUR, HOUR / 4, 1000].map((ago) => `${time(ago)} ${ago}\n  and more\n`);
  const here = await withLogs(lines.join(''));
  age(here, 3 * HOUR);
  const recent = lines.slice(2).join('');
  expect(await here.daemonize('logs', '--since', '30m', 'server')).toMatchObject({
    code: 0,
    stdout: recent,
    stderr: '',
  });
  expect((await here.daemonize('logs', '--since', '90m', 'server')).stdout).toBe(lines.slice(1).join(''));
  expect((await here.daemonize('logs', '--since', '30m', '-n1', 'server')).stdout).toBe('  and more\n');
});

test('--since with lines without a time shows all of the run, and says so', async () => {
  const here = await withLogs(numbered(200));
  age(here, 3 * HOUR);
  const ended = await here.daemonize('logs', '--since', '10m', 'server');
  expect(ended).toMatchObject({ code: 0, stdout: numbered(200) });
  expect(ended.stderr).toContain(`daemonize: the lines of ${fileOf(here)} carry no time`);
  const quiet = await here.daemonize('logs', '--since', '10m', '--quiet', 'server');
  expect(quiet).toMatchObject({ code: 0, stdout: numbered(200), stderr: '' });
});

test('--since shows a run that began after that time in full, and none that ended before', async () => {
  const { here, puppet, actor } = await running();
  await actor.do({ write: 'stdout', text: 'old\n' });
  await here.daemonize('stop', 'server');
  age(here, 2 * HOUR);
  const before = new Date(Date.now() - 2 * HOUR);
  utimesSync(fileOf(here), before, before);
  expect(await here.daemonize('logs', '--since', '1h', 'server')).toMatchObject({ code: 0, stdout: '', stderr: '' });
  await here.daemonize('--settle', '0', ...puppet.command);
  await (await puppet.connected()).do({ write: 'stdout', text: 'new\n' });
  expect(await here.daemonize('logs', '--since', '1h', 'server')).toMatchObject({
    code: 0,
    stdout: 'new\n',
    stderr: '',
  });
  expect((await here.daemonize('logs', 'server')).stdout).toBe('old\nnew\n');
});

test('a log file that is gone is an empty log', async () => {
  const here = await withLogs('x\n', 'y\n');
  await here.run('rm', [fileOf(here), fileOf(here, 'err')]);
  for (const options of [[], ['--since', '1h'], ['-n', '5'], ['--json']])
    expect(await here.daemonize('logs', ...options, 'server')).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

test('one file for both streams is printed once', async () => {
  const { here, actor } = await running('--log', 'all.log');
  await actor.do({ write: 'stdout', text: 'one\n' });
  await actor.do({ write: 'stderr', text: 'oh\n' });
  await actor.do({ write: 'stdout', text: 'two\n' });
  expect(await here.daemonize('logs', 'server')).toMatchObject({ code: 0, stdout: 'one\noh\ntwo\n', stderr: '' });
});

test('an unknown name is 4, and what cannot be is 2', async () => {
  const here = scene();
  expectSentence(await here.daemonize('logs', 'nobody'), 4, 'no daemon is called nobody');
  expectSentence(await here.daemonize('logs', '-n', '-1', 'x'), 2, '--lines: expected a whole number from 0');
  expectSentence(await here.daemonize('logs', '--since', 'noon', 'x'), 2, '--since: expected a duration such as');
});
