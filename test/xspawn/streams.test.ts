import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { expectSentence, xspawn } from './ways.ts';

const TALK = ['sh', '-c', 'echo out; echo err >&2; printf last'];

const read = (here: Scene, name: string): string => readFileSync(path.join(here.work, name), 'utf8');

test('--stdin takes a file, ours, or nothing', async () => {
  const here = scene({ 'in.txt': 'from the file' });
  const given = (...options: readonly string[]) => here.tool('xspawn', [...options, 'cat'], { stdin: 'typed' });
  expect((await given('--stdin', 'in.txt')).stdout).toBe('from the file');
  expect((await given('--stdin', '-')).stdout).toBe('typed');
  expect(await given('--stdin', 'null')).toMatchObject({ code: 0, stdout: '' });
});

test('--stdout and --stderr write files, anew or with --append behind what is there', async () => {
  const here = scene({ o: 'old\n' });
  expect(await xspawn(here, '--stdout', 'o', '--stderr', 'e', ...TALK)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '',
  });
  expect([read(here, 'o'), read(here, 'e')]).toEqual(['out\nlast', 'err\n']);
  await xspawn(here, '--append', '--stdout', 'o', ...TALK);
  expect(read(here, 'o')).toBe('out\nlastout\nlast');
});

test('both into one file lose nothing of each other', async () => {
  const here = scene();
  await xspawn(here, '--stdout', 'both', '--stderr', 'both', ...TALK);
  expect(read(here, 'both')).toBe('out\nerr\nlast');
});

test('--tee copies both', async () => {
  const here = scene();
  expect(await xspawn(here, '--tee', 'copy', 'sh', '-c', 'echo out')).toMatchObject({ stdout: 'out\n' });
  expect(read(here, 'copy')).toBe('out\n');
  await xspawn(here, '--append', '--tee', 'copy', 'sh', '-c', 'echo err >&2');
  expect(read(here, 'copy')).toBe('out\nerr\n');
});

test('--prefix begins each line, also the last without an end', async () => {
  const { stdout, stderr } = await xspawn(scene(), '--prefix', 'a: ', ...TALK);
  expect({ stdout, stderr }).toEqual({ stdout: 'a: out\na: last', stderr: 'a: err\n' });
});

test('--timestamps begin each line with the time', async () => {
  const { stdout } = await xspawn(scene(), '--timestamps', '--prefix', 'a: ', 'echo', 'x');
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z a: x\n$/);
});

test('--quiet-unless-failed prints all when it fails, whatever it was, and nothing else', async () => {
  const here = scene();
  const quiet = (script: string) => xspawn(here, '--quiet-unless-failed', 'sh', '-c', script);
  expect(await quiet('echo out; echo err >&2')).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  expect(await quiet('echo out; echo err >&2; exit 3')).toEqual({
    code: 3,
    signal: null,
    stdout: 'out\n',
    stderr: 'err\n',
  });
  const long = await quiet('yes 0123456789abcdef | head -n 300000; kill -KILL $$');
  expect({ signal: long.signal, length: long.stdout.length }).toEqual({ signal: 'SIGKILL', length: 300_000 * 17 });
  expect(new Set(long.stdout.trim().split('\n'))).toEqual(new Set(['0123456789abcdef']));
  expect((await here.run('ls', ['-A', here.temporary])).stdout).toBe('');
});

test('a file that cannot be opened is told, and nothing is started', async () => {
  const here = scene({ 'folder/': '' });
  for (const [option, file] of [
    ['--stdin', 'nowhere'],
    ['--stdout', 'folder'],
    ['--stderr', 'nowhere/x'],
    ['--tee', 'folder'],
    ['--report', 'nowhere/x'],
  ] as const) {
    expectSentence(
      await xspawn(here, option, file, 'touch', 'started'),
      125,
      new RegExp(`${option}: cannot open .*${file}`),
    );
  }
  expect((await here.run('ls')).stdout).toBe('folder\n');
});

test.each([
  ['--stdout', ['--prefix', 'a', '--stdout', '/dev/full']],
  ['--tee', ['--tee', '/dev/full']],
])('a full disk behind %s is told, and 125', async (_, options) => {
  const ended = await xspawn(scene(), ...options, 'echo', 'x');
  expect(ended.code).toBe(125);
  expect(ended.stderr).toMatch(/^xspawn: cannot write to \/dev\/full.*ENOSPC.*\n/);
});

test('a full disk behind our own standard output is told, and 125', async () => {
  const here = scene();
  const ended = await here.run('sh', ['-c', '"$@" >/dev/full', 'sh', toolPath('xspawn'), '--prefix', 'a', 'echo', 'x']);
  expect(ended.code).toBe(125);
  expect(ended.stderr).toMatch(/^xspawn: cannot write to standard output.*ENOSPC/);
});

test('100,000 lines on both streams arrive in order, through a slow pipe, too', async () => {
  const script = 'seq 100000; seq 100000 >&2';
  const ended = await xspawn(scene(), '--timestamps', 'sh', '-c', script);
  const numbers = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => Number(line.slice(25)));
  const all = Array.from({ length: 100_000 }, (_, index) => index + 1);
  expect(numbers(ended.stdout)).toEqual(all);
  expect(numbers(ended.stderr)).toEqual(all);
});

test('where the output cannot be kept that is told, and the command is ended', async () => {
  const here = scene();
  const line = 'head -c 3000000 /dev/zero; sleep 1000';
  const ended = await here.tool('xspawn', ['--quiet-unless-failed', '--', 'sh', '-c', line], {
    environment: { TMPDIR: '/nowhere' },
  });
  expectSentence(ended, 125, /^xspawn: cannot keep the output in \/nowhere: no such file or directory/);
  await until(() => processesAround(here.root).length === 0, 'the command has ended');
});
