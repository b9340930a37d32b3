import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { until } from '../rig/until.ts';
import { member, startHub } from './member.ts';

const lines = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `${at}`);
const asText = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const read = (here: { work: string }, name: string): string => readFileSync(path.join(here.work, name), 'utf8');

test('--fanout: each of the others gets all, files and commands and whoever has connected', async () => {
  const here = scene();
  const words = ['--fanout', '-', 'file:copy.txt', "exec:sh -c 'cat > other.txt'"];
  const { cat, join } = await startHub(here, ...words);
  const one = await join();
  cat.write('a\nb\n');
  await one.heard(2);
  await one.say('what it says is for nobody\n');
  const late = await join();
  cat.write('c\n');
  expect(await late.heard(1)).toEqual(['c']);
  cat.closeStdin();
  expect(await cat.ended).toMatchObject({ code: 0, stdout: '' });
  await one.ended;
  expect([one.text(), read(here, 'copy.txt'), read(here, 'other.txt')]).toEqual(Array(3).fill('a\nb\nc\n'));
});

test('--fanout: it does not begin before there is somebody to hear it', async () => {
  const here = scene({ 'in.txt': asText(lines(1_000)) });
  const { cat, join } = await startHub(here, '--fanout', 'file:in.txt');
  const one = await join();
  await one.ended;
  expect(one.text()).toBe(asText(lines(1_000)));
  expect(await cat.ended).toMatchObject({ code: 0 });
});

test('--fanin: all that the others say goes to the first, whole lines only, and the first is told the end', async () => {
  const here = scene();
  const words = ['--fanin', 'file:all.txt', "exec:sh -c 'for n in 1 2 3; do echo a$n; done'", 'exec:echo b'];
  expect(await here.tool('ipc-cat', words)).toMatchObject({ code: 0, stderr: '' });
  expect(read(here, 'all.txt').split('\n').sort()).toEqual(['', 'a1', 'a2', 'a3', 'b']);
});

test('--fanin: those who connect say something and leave; nothing of it is lost', async () => {
  const here = scene();
  const socket = path.join(here.work, 'in.sock');
  const cat = here.start(
    path.resolve('packages/ipc-cat/dist/cli.cjs'),
    ['--verbose', '--fanin', '-', `unix-listen:${socket}`],
    { stdin: 'open' },
  );
  await until(() => existsSync(socket), 'it listens');
  await Promise.all(
    lines(50).map(async (line) => {
      const one = await member({ path: socket });
      one.socket.end(`${line} ${'x'.repeat(5_000)}\n`);
      await one.ended;
    }),
  );
  await until(() => cat.stdout.split('\n').length > 50, 'all is heard');
  expect(
    cat.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => Number.parseInt(line, 10))
      .sort((a, b) => a - b),
  ).toEqual(lines(50).map(Number));
});

test('--round-robin: in turn, also when they come all at once', async () => {
  const here = scene({ 'in.txt': asText(lines(9)) });
  const words = ['--round-robin', 'file:in.txt', ...['a', 'b', 'c'].map((name) => `exec:sh -c 'cat > ${name}'`)];
  expect(await here.tool('ipc-cat', words)).toMatchObject({ code: 0 });
  expect(['a', 'b', 'c'].map((name) => read(here, name))).toEqual(['0\n3\n6\n', '1\n4\n7\n', '2\n5\n8\n']);
});

test('--round-robin: who is busy is passed over, and what somebody had not taken when he left goes to the others', async () => {
  const count = 20_000;
  const here = scene({ 'in.txt': asText(lines(count).map((line) => line.padEnd(200, '.'))) });
  const { cat, join } = await startHub(here, '--round-robin', 'file:in.txt');
  const busy = await join(false);
  const willing = await join();
  // All but what the busy one was given and the system holds for it.
  await willing.heard(count / 2);
  busy.socket.destroy();
  await cat.ended;
  await willing.ended;
  const heard = new Set(willing.lines().map((line) => Number.parseInt(line, 10)));
  const missing = lines(count).filter((line) => !heard.has(Number(line)));
  // What the system had accepted for the one who left is all that can be missing: a Unix socket holds less than this.
  expect(missing.length * 201).toBeLessThan(512 * 1024);
  expect(willing.lines().every((line) => line.length === 200)).toBe(true);
  expect(await cat.ended).toMatchObject({ code: 0 });
});

test('--round-robin: nobody is left to take it: told, and 125, as there are commands', async () => {
  const here = scene({ 'in.txt': asText(lines(100_000)) });
  const ended = await here.tool('ipc-cat', ['--round-robin', 'file:in.txt', 'exec:head -n 1', 'exec:true']);
  expect(ended).toMatchObject({ code: 125, stdout: '0\n' });
  expect(ended.stderr).toMatch(/^ipc-cat: \d+ messages not handed over: nobody was left to take them\n$/);
});
