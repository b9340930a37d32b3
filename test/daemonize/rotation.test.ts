// Logs lose nothing: whoever is killed, while they are moved to archives, and when the disk is full.
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isAlive, processesAround, processInfo } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { readRecord } from './births.ts';
import { eventsOf, expectSentence, linesOf, running, stateOf, statusOf } from './one-daemon.ts';

/** Numbered lines, each written by itself; `count` of them, the first few and, once it may, the rest. Then it waits to be ended. */
const SPEW = `const { existsSync, writeSync, writeFileSync } = require('node:fs');
const [count, length, pace] = process.argv.slice(2).map(Number);
const rest = ' '.padEnd(length - 11, 'x') + '\\n';
let at = 0;
const go = () => {
  if (at > 0 && !existsSync('go')) return setTimeout(go, 5);
  for (const end = Math.min(at + pace, count); at < end; at += 1) writeSync(1, String(at).padStart(10, '0') + rest);
  if (at < count) return setTimeout(go, 1);
  writeFileSync('done', '');
  setInterval(() => {}, 1e9);
};
go();
`;

const NOBODY = 65534;

const supervisorOf = (here: Scene, name = 'spew'): number => readRecord(here, name).supervisor?.pid ?? 0;

const processesOf = (here: Scene, entry: string): readonly number[] =>
  processesAround(here.root)
    .filter(({ command }) => command.includes(`/${entry}.cjs`))
    .map(({ pid }) => pid);

const isDone = (here: Scene): boolean => existsSync(path.join(here.work, 'done'));

const untilDone = (here: Scene) => until(() => isDone(here), 'all lines are written', 300_000);

/** All parts of a log, oldest first. */
const partsOf = (folder: string): readonly Buffer[] => {
  const number = (name: string): number => Number(/^out\.log\.(\d+)/.exec(name)?.[1] ?? 0);
  const names = readdirSync(folder).filter((name) => /^out\.log(\.\d+(\.gz)?)?$/.test(name));
  const read = (name: string): Buffer => readFileSync(path.join(folder, name));
  return names
    .sort((one, other) => number(other) - number(one))
    .map((name) => (name.endsWith('.gz') ? gunzipSync(read(name)) : read(name)));
};

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z $/;

/** Each line is there once, in order, and whole. */
const expectAll = (text: Buffer, count: number, length: number, isStamped = false): void => {
  const stamp = isStamped ? 25 : 0;
  expect(text.length).toBe(count * (length + stamp));
  const pad = ' '.padEnd(length - 11, 'x');
  let at = 0;
  for (let number = 0; number < count; number += 1) {
    const line = text.toString('latin1', at, at + stamp + length);
    at += stamp + length;
    if (
      line.slice(stamp) === `${String(number).padStart(10, '0')}${pad}\n` &&
      (stamp === 0 || STAMP.test(line.slice(0, 25)))
    )
      continue;
    expect.fail(`line ${number} is ${JSON.stringify(line)}`);
  }
};

const folderOf = (here: Scene, name = 'spew'): string => path.join(here.state, name);

const startSpew = async (here: Scene, words: readonly string[], numbers: readonly [number, number, number]) => {
  const command = [process.execPath, 'spew.cjs', ...numbers.map(String)];
  const started = await here.daemonize('--settle', '0', '--name', 'spew', ...words, ...command);
  expect(started).toMatchObject({ code: 0, stderr: '' });
};

/** By taking the head out of the file, and through a FIFO. */
const WAYS = [
  ['in place', []],
  ['through a FIFO', ['--log-pipe']],
  ['with the time of each line', ['--log-time']],
] as const;

describe.each(WAYS)('%s', (_, way) => {
  test('1,000,000 lines under kill -9 of the supervisor and rotation: each is there once, in order, whole', async () => {
    const here = scene({ 'spew.cjs': SPEW, go: '' });
    await startSpew(here, ['--log-size', '1M', '--log-keep', '1000', ...way], [1_000_000, 40, 2_000]);
    const { pid } = await statusOf(here, 'spew');
    for (let killed = 0; !isDone(here) || killed < 5; killed += 1) {
      const supervisor = supervisorOf(here);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60)); // wherever that is in its work
      process.kill(supervisor, 'SIGKILL');
      await until(() => !isAlive(supervisor), 'the supervisor is dead');
      expect(await here.daemonize('resume', 'spew')).toMatchObject({ code: 0, stderr: '' });
    }
    await untilDone(here);
    expect(await statusOf(here, 'spew')).toMatchObject({ pid, state: 'running', restarts: 0 });
    await here.daemonize('stop', 'spew');
    expect(processesAround(here.root)).toEqual([]);
    const parts = partsOf(folderOf(here));
    expect(parts.length).toBeGreaterThan(5);
    const isStamped = way.some((word) => word === '--log-time');
    expectAll(Buffer.concat(parts), 1_000_000, 40, isStamped);
    const shown = await here.daemonize('logs', '-n', '3', 'spew');
    expect(linesOf(shown.stdout).map((line) => line.slice(isStamped ? 25 : 0, (isStamped ? 25 : 0) + 10))).toEqual([
      ...['0000999997', '0000999998', '0000999999'],
    ]);
  }, 400_000);

  test('logs -f follows through the archives and loses nothing', async () => {
    const here = scene({ 'spew.cjs': SPEW });
    await startSpew(here, ['--log-size', '128k', '--log-keep', '1000', '--log-compress', ...way], [30_000, 40, 200]);
    const logs = here.startDaemonize('logs', '-f', '-n', '1000000', 'spew');
    await until(() => /^.{0,25}0000000000 /.test(logs.stdout), 'it has begun');
    here.write({ go: '' });
    await untilDone(here);
    await until(() => / x+\n$/.test(logs.stdout) && logs.stdout.includes('0000029999 '), 'it has all');
    logs.kill('SIGKILL');
    const isStamped = way.some((word) => word === '--log-time');
    expectAll(Buffer.from((await logs.ended).stdout), 30_000, 40, isStamped);
  }, 100_000);

  test('so many archives are kept as was said, and logs reads all of them', async () => {
    const here = scene({ 'spew.cjs': SPEW, go: '' });
    await startSpew(here, ['--log-size', '64k', '--log-keep', '3', '--log-compress', ...way], [10_000, 40, 200]);
    await untilDone(here);
    await until(() => partsOf(folderOf(here)).length === 4, 'it has moved as much as it keeps');
    await here.daemonize('stop', 'spew');
    const archives = readdirSync(folderOf(here)).filter((name) => name.startsWith('out.log.'));
    expect(archives.map((name) => name.replace('.gz', '')).sort()).toEqual(['out.log.1', 'out.log.2', 'out.log.3']);
    const all = Buffer.concat(partsOf(folderOf(here))).toString();
    expect((await here.daemonize('logs', '-n', '1000000', 'spew')).stdout).toBe(all);
    expect(all.endsWith(`0000009999${' '.padEnd(29, 'x')}\n`)).toBe(true);
  });

  test('/dev/stdout can be opened in the command, and what it wrote is there when it has ended', async () => {
    const here = scene();
    const line = 'echo first; echo second >>/dev/stdout; echo third >>/dev/stderr; exit 3';
    await here.daemonize('--settle', '0', '--name', 'one', '--log-size', '1M', ...way, 'sh', '-c', line);
    await until(async () => (await stateOf(here, 'one')) === 'exited', 'it has ended');
    expect((await eventsOf(here, 'one')).find(({ type }) => type === 'exited')).toMatchObject({
      exit: { code: 3 },
      lastLine: expect.stringMatching(/third$/),
    });
    const { stderr, stdout } = await here.daemonize('logs', 'one');
    expect(linesOf(stdout).map((text) => text.split(' ').at(-1))).toEqual(['first', 'second']);
    expect(linesOf(stderr).map((text) => text.split(' ').at(-1))).toEqual(['third']);
    await until(() => processesAround(here.root).length === 0, 'nothing is left');
  });

  test('a restart goes on in the same log, and why has its last words', async () => {
    const { actor, here, puppet } = await running('--restart', '--log-size', '1M', ...way);
    await actor.do({ write: 'stderr', text: 'I cannot go on\n' });
    await actor.do({ exit: 1 });
    const second = await puppet.connected();
    await second.do({ write: 'stderr', text: 'again\n' });
    const { stdout } = await here.daemonize('why', 'server');
    expect(stdout).toMatch(/\| .*I cannot go on\n/);
    await until(async () => /again/.test((await here.daemonize('logs', '--stderr', 'server')).stdout), 'it is there');
    await here.daemonize('stop', 'server');
    const { stdout: log } = await here.daemonize('logs', '--stderr', 'server');
    expect(linesOf(log).map((text) => text.replace(/^\d\S+Z /, ''))).toEqual(['I cannot go on', 'again']);
  });
});

test('a start that fails tells the last words, also through a FIFO', async () => {
  const here = scene();
  const ended = await here.daemonize('--log-time', '--settle', '1h', 'sh', '-c', 'echo no way >&2; exit 3');
  expectSentence(ended, 1, /exit code 3\n.*\n {2}\| \d{4}-\S+Z no way\n$/);
  await until(() => processesAround(here.root).length === 0, 'nothing is left');
  expect(readdirSync(here.state)).toEqual([]);
});

test('--ready log:/…/ looks at the line as it was written', async () => {
  const here = scene();
  const words = [
    '--log-time',
    '--ready',
    'log:/^listening$/',
    '--name',
    'one',
    'sh',
    '-c',
    'echo listening; sleep 1000',
  ];
  expect((await here.daemonize(...words)).stdout).toMatch(/^one: ready after/);
});

test('a logger that is killed is followed by another: the command notices nothing', async () => {
  const { actor, here } = await running('--log-pipe');
  await actor.do({ write: 'stdout', text: 'one\n' });
  const out = path.join(folderOf(here, 'server'), 'out.log');
  await until(() => readFileSync(out, 'utf8') === 'one\n', 'it is in the log');
  const [logger = 0] = processesOf(here, 'logger');
  process.kill(logger, 'SIGKILL');
  await until(() => !isAlive(logger), 'the logger is dead');
  await actor.do({ write: 'stdout', text: 'two\n' });
  await until(() => readFileSync(out, 'utf8') === 'one\ntwo\n', 'the next one reads on');
  expect((await eventsOf(here)).find(({ type }) => type === 'logger-ended')).toMatchObject({
    reason: 'killed by SIGKILL',
  });
  expect(processesOf(here, 'logger')).toHaveLength(1);
});

test('without a supervisor the logger goes on, and goes when the command has gone', async () => {
  const { actor, here } = await running('--log-pipe');
  const supervisor = supervisorOf(here, 'server');
  process.kill(supervisor, 'SIGKILL');
  await until(() => !isAlive(supervisor), 'the supervisor is dead');
  await actor.do({ write: 'stdout', text: 'still here\n' });
  const out = path.join(folderOf(here, 'server'), 'out.log');
  await until(() => readFileSync(out, 'utf8') === 'still here\n', 'it is in the log');
  await actor.do({ exit: 0 });
  await until(() => processesOf(here, 'logger').length === 0, 'the logger has gone');
});

test('HUP to the supervisor opens the logs again, as logrotate wants it', async () => {
  const { actor, here } = await running('--log-pipe');
  const out = path.join(folderOf(here, 'server'), 'out.log');
  await actor.do({ write: 'stdout', text: 'old\n' });
  await until(() => readFileSync(out, 'utf8') === 'old\n', 'it is in the log');
  renameSync(out, `${out}.old`);
  process.kill(supervisorOf(here, 'server'), 'SIGHUP');
  await until(async () => {
    await actor.do({ write: 'stdout', text: 'new\n' });
    return existsSync(out) && readFileSync(out, 'utf8').startsWith('new\n');
  }, 'it is made anew');
  expect(readFileSync(`${out}.old`, 'utf8')).toMatch(/^old\n(new\n)*$/);
});

test('a full disk stops neither the command nor the supervisor; what is lost is told when there is room', async ({
  skip,
}) => {
  const here = scene({ 'disk/': '' });
  const disk = path.join(here.work, 'disk');
  const { code, stderr } = await here.run('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'none', disk]);
  if (code !== 0) skip(`cannot mount a small file system: ${stderr}`);
  here.afterwards(async () => {
    await here.run('umount', ['--lazy', disk]);
  });
  const line = 'echo "a line that is neither short nor long $((n += 1))"';
  here.write({ 'job.sh': `while ${line}; do echo $n >count; done; echo it ended >ended\n`, count: '' });
  const log = path.join(disk, 'a.log');
  await here.run('fallocate', ['-l', '220k', path.join(disk, 'filler')]);
  const words = ['--settle', '0', '--name', 'one', '--log-time', '--log', log, 'sh', 'job.sh'];
  expect(await here.daemonize(...words)).toMatchObject({ code: 0, stderr: '' });
  const written = (): number => Number(readFileSync(path.join(here.work, 'count'), 'utf8') || 0);
  for (let before = -1; statSync(log).size !== before; ) {
    before = statSync(log).size;
    const since = written();
    await until(() => written() > since + 100, 'it has written more');
  }
  expect(await statusOf(here, 'one')).toMatchObject({ state: 'running', restarts: 0 });
  await here.run('rm', [path.join(disk, 'filler')]);
  await until(async () => (await eventsOf(here, 'one')).some(({ type }) => type === 'log-lost'), 'the loss is told');
  await here.daemonize('stop', 'one');
  const numbers = linesOf(readFileSync(log, 'utf8')).map((line) => {
    expect(line).toMatch(/^\d{4}-\S+Z a line that is neither short nor long \d+$/);
    return Number(line.split(' ').at(-1));
  });
  const lost = (await eventsOf(here, 'one')).filter(({ type }) => type === 'log-lost');
  const missing = (numbers.at(-1) ?? 0) - numbers.length;
  expect(missing).toBeGreaterThan(0);
  expect(lost.reduce((sum, { lines }) => sum + Number(lines), 0)).toBe(missing);
  expect(lost[0]).toMatchObject({ stream: 'stdout', reason: 'ENOSPC' });
  expect(existsSync(path.join(here.work, 'ended'))).toBe(false);
});

test('where the file system cannot take the head out, a FIFO is used', async ({ skip }) => {
  const here = scene({ 'disk/': '' });
  const disk = path.join(here.work, 'disk');
  const { code, stderr } = await here.run('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'none', disk]);
  if (code !== 0) skip(`cannot mount a small file system: ${stderr}`);
  here.afterwards(async () => {
    await here.run('umount', ['--lazy', disk]);
  });
  here.write({ 'spew.cjs': SPEW, go: '' });
  await startSpew(here, ['--log-size', '256k', '--log', path.join(disk, 'out.log')], [20_000, 40, 1_000]);
  await untilDone(here);
  const pid = Number((await statusOf(here, 'spew')).pid);
  expect(processInfo(pid).descriptors.get(1)).toBe(path.join(folderOf(here), 'out.fifo'));
  await here.daemonize('stop', 'spew');
  expect(readdirSync(disk).sort()).toEqual(['out.log', 'out.log.1', 'out.log.2', 'out.log.3']);
  expectAll(Buffer.concat(partsOf(disk)), 20_000, 40);
});

test.each([
  [['--log-keep', '3'], '--log-keep is about archives: give --log-size, too'],
  [['--log-compress'], '--log-compress is about archives: give --log-size, too'],
  [['--log-size', '1k'], '--log-size: expected at least 64k'],
])('%j is refused', async (words, sentence) => {
  const here = scene();
  expectSentence(await here.daemonize(...words, 'sleep', '1000'), 2, sentence);
  expect(existsSync(here.state)).toBe(false);
});

test.runIf(process.getuid?.() === 0).each<[readonly string[]]>([[[]], [['--log-pipe']]])(
  'with --user %j nothing is written as root through a link in a folder of that user',
  async (way) => {
    const here = scene({ 'spew.cjs': SPEW, precious: 'mine' });
    const folder = path.join(here.root, 'theirs');
    mkdirSync(folder);
    chownSync(folder, NOBODY, NOBODY);
    chownSync(here.work, NOBODY, NOBODY); // where the command says that it is done
    here.write({ go: '' });
    const precious = path.join(here.work, 'precious');
    for (const name of ['a.log.0', 'a.log.1', 'a.log.2']) symlinkSync(precious, path.join(folder, name));
    const log = path.join(folder, 'a.log');
    await startSpew(here, ['--user', 'nobody', '--log-size', '64k', '--log', log, ...way], [10_000, 40, 500]);
    await untilDone(here);
    await until(() => existsSync(`${log}.3`), 'it has been moved');
    await here.daemonize('stop', 'spew');
    expect(readFileSync(precious, 'utf8')).toBe('mine');
    const made = readdirSync(folder).filter((name) => lstatSync(path.join(folder, name)).isFile());
    expect(made.length).toBeGreaterThan(3);
    for (const name of made) expect(statSync(path.join(folder, name)).uid, name).toBe(NOBODY);
  },
);
