import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

const read = (here: Scene, file: string): string => readFileSync(path.join(here.work, file), 'utf8');

test('--tee has what passed both ways, in the order in which it passed', async () => {
  const here = scene();
  const command = 'exec:sh -c "read a; echo got $a; read b; echo and $b"';
  const running = here.start(ipcCat, ['--tee', 'log', command], { stdin: 'open' });
  running.write('one\n');
  await running.until(/got one\n/);
  running.write('two\n');
  await running.until(/and two\n/);
  running.closeStdin();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  expect(read(here, 'log')).toBe('one\ngot one\ntwo\nand two\n');
});

test('--tee is complete when it has ended, whatever the size', async () => {
  const here = scene();
  const text = Array.from({ length: 400_000 }, (_, index) => `${index} some text\n`).join('');
  writeFileSync(path.join(here.work, 'big'), text);
  const ended = await here.run('sh', ['-c', '"$0" --tee log file:big - | tail -n 1', ipcCat]);
  expect(ended).toMatchObject({ stdout: '399999 some text\n', stderr: '' });
  expect(read(here, 'log') === text).toBe(true);
});

test('--tee into a pipe whose reader is slow loses nothing', async () => {
  const here = scene();
  // The last wc waits for the first, too, which has its standard output.
  const script = 'head -c 3000000 /dev/zero | "$0" --tee >(sleep 0.3; wc -c >size) - - | wc -c';
  expect(await here.run('bash', ['-c', script, ipcCat])).toMatchObject({ stdout: '3000000\n', stderr: '' });
  expect(Number(read(here, 'size'))).toBe(3_000_000);
});

test('--tee to a FIFO that nobody reads is refused before anything is begun', async () => {
  const here = scene();
  const ended = await here.run('sh', ['-c', 'mkfifo p && "$0" --tee p exec:"touch begun"', ipcCat]);
  expect(ended).toMatchObject({
    code: 125,
    stderr: expect.stringMatching(/^ipc-cat: --tee p: cannot be written.*\n {2}it is a FIFO, and nobody reads it\n$/),
  });
  expect(() => read(here, 'begun')).toThrow(/ENOENT/);
});

test('a full disk stops the record, once told, and not what passes', async () => {
  const here = scene();
  const ended = await here.run('sh', [
    '-c',
    'seq 1 200000 | "$0" --tee /dev/full - - | tail -n 1; seq 3 | "$0" --tee /dev/full - -',
    ipcCat,
  ]);
  const told = (bytes: number) =>
    `ipc-cat: --tee /dev/full: ENOSPC: no space left on device, write; what passes is not recorded any more\nipc-cat: --tee /dev/full: ${bytes} bytes missing\n`;
  expect(ended).toEqual({ code: 1, signal: null, stdout: '200000\n1\n2\n3\n', stderr: told(1_288_895) + told(6) });
});

test('--hex writes a dump of each way to standard error, and the data stay clean', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--hex', 'exec:tr a-z A-Z'], { stdin: 'hello, world! 0123\n' });
  expect(ended).toEqual({
    code: 0,
    signal: null,
    stdout: 'HELLO, WORLD! 0123\n',
    stderr: [
      '< 00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 20 30 31  |hello, world! 01|',
      '< 00000010  32 33 0a                                          |23.|',
      '> 00000000  48 45 4c 4c 4f 2c 20 57  4f 52 4c 44 21 20 30 31  |HELLO, WORLD! 01|',
      '> 00000010  32 33 0a                                          |23.|',
      '',
    ].join('\n'),
  });
});

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

test('--timestamps puts time and direction before each message', async () => {
  const here = scene();
  const ended = await here.tool('ipc-cat', ['--timestamps', '--tee', 'log', '--frame', 'json', 'exec:cat'], {
    stdin: '{"a":1}\n[2]\n',
  });
  expect(ended).toMatchObject({ code: 0, stdout: '{"a":1}\n[2]\n', stderr: '' });
  const rows = read(here, 'log').trimEnd().split('\n');
  expect(rows.every((row) => TIME.test(row))).toBe(true);
  expect(rows.map((row) => row.replace(TIME, ''))).toEqual([' < {"a":1}', ' < [2]', ' > {"a":1}', ' > [2]']);
});

test('a record that nobody takes holds up what passes, and not the memory', async () => {
  const here = scene();
  // Standard error is a pipe that is read only when everything is over.
  const script = '"$0" --hex - - <big 2>&1 >/dev/null | (sleep 1; wc -c)';
  writeFileSync(path.join(here.work, 'big'), Buffer.alloc(2_000_000));
  const ended = await here.run('sh', ['-c', script, ipcCat]);
  expect(Number(ended.stdout)).toBe((2_000_000 / 16) * 81);
});

test('a connection that breaks has its last words in the record', async () => {
  const here = scene();
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const ended = await here.tool('ipc-cat', ['--tee', 'log', `tcp://127.0.0.1:${port}`], { stdin: 'last words\n' });
  expect(ended.stdout).toBe('');
  expect(read(here, 'log')).toBe('last words\n');
});
