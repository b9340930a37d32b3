import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

test.each([
  ['a pipe', 'cat text | (eval "$1")'],
  ['a file', '(eval "$1") <text'],
])('--bytes takes exactly so many from %s, and leaves the others', async (_name, around) => {
  const here = scene({ text: 'hello world\nmore\n' });
  const script = around.replace('eval "$1"', '"$0" --bytes 5 - -; echo "=$?"; cat');
  expect(await here.run('sh', ['-c', script, ipcCat])).toMatchObject({ stdout: 'hello=0\n world\nmore\n', stderr: '' });
});

test('--bytes takes exactly so many from a socket, whatever its pieces are', async () => {
  const here = scene();
  const text = '0123456789'.repeat(300_000);
  here.write({ text });
  const server = here.start(ipcCat, ['--verbose', '--from-first', 'file:text', 'unix-listen:s']);
  await server.until(/listening/, 'stderr');
  const got = await here.tool('ipc-cat', ['--bytes', '1234567', '--explain', 'unix:s']);
  expect(got).toMatchObject({ code: 0, stdout: text.slice(0, 1_234_567) });
  expect(got.stderr).toContain('as much had passed as was asked for');
  expect(await server.ended).toMatchObject({ code: 1 }); // it could not hand over the rest
});

test('--bytes 0 takes nothing', async () => {
  expect(await scene().tool('ipc-cat', ['--bytes', '0', '-', '-'], { stdin: 'abc' })).toMatchObject({
    code: 0,
    stdout: '',
  });
});

test('--bytes of messages cuts none', async () => {
  const ended = await scene().tool('ipc-cat', ['--bytes', '10', '--frame', 'lines', '-', '-'], {
    stdin: 'aaa\nbbb\nccc\n',
  });
  expect(ended).toMatchObject({ code: 0, stdout: 'aaa\nbbb\n', stderr: '' });
});

test('--count takes exactly so many messages, which are lines when nothing else is said', async () => {
  const here = scene();
  const stdin = Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join('');
  const ended = await here.tool('ipc-cat', ['--count', '54321', '-', '-'], { stdin });
  expect(ended.code).toBe(0);
  expect(ended.stdout).toBe(stdin.slice(0, stdin.indexOf('54321\n')));
});

test.each([
  ['nul', 'a\0b\nc\0d\0', 'a\0b\nc\0'],
  ['json', '{"a":1}\n\n[2]\n3\n', '{"a":1}\n[2]\n'],
  ['length', '\0\0\0\x01a\0\0\0\x02bc\0\0\0\x01d', '\0\0\0\x01a\0\0\0\x02bc'],
])('--count 2 of %s', async (frame, stdin, stdout) => {
  const ended = await scene().tool('ipc-cat', ['--count', '2', '--frame', frame, '-', '-'], { stdin });
  expect(ended).toMatchObject({ code: 0, stdout, stderr: '' });
});

test('with fewer than that it ends with the data', async () => {
  const ended = await scene().tool('ipc-cat', ['--count', '3', '--bytes', '1M', '-', '-'], { stdin: 'a\nb' });
  expect(ended).toMatchObject({ code: 0, stdout: 'a\nb\n', stderr: '' });
});

test('of --count and --bytes the first that is reached ends it', async () => {
  const run = (count: string, bytes: string) =>
    scene().tool('ipc-cat', ['--count', count, '--bytes', bytes, '-', '-'], { stdin: 'a\nb\nc\nd\n' });
  expect(await run('3', '4')).toMatchObject({ code: 0, stdout: 'a\nb\n' });
  expect(await run('1', '4')).toMatchObject({ code: 0, stdout: 'a\n' });
});

test('what flows back ends with it, and so does a child that would go on', async () => {
  const here = scene();
  const running = here.start(ipcCat, ['--count', '2', 'exec:yes'], { stdin: 'open' });
  expect(await running.ended).toMatchObject({ code: 0, stdout: 'y\ny\n', stderr: '' });
});

test('where nothing flows to the second address, what flows from it is counted', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--to-first', '--count', '1', 'exec:sh -c "cat >got"'], {
    stdin: 'a\nb\n',
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(path.join(here.work, 'got'), 'utf8')).toBe('a\n');
});

test('--count has nothing to count in --frame raw', async () => {
  expect(await scene().tool('ipc-cat', ['--count', '1', '--frame', 'raw', '-'])).toMatchObject({
    code: 2,
    stderr: 'ipc-cat: --count counts messages, and --frame raw has none\n  see --bytes\n',
  });
});
