import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

/** How long it took, in milliseconds. */
const timed = async <Answer>(work: Promise<Answer>): Promise<readonly [Answer, number]> => {
  const from = performance.now();
  return [await work, performance.now() - from];
};

test('--rate is kept over the whole, and nothing is lost', async () => {
  const here = scene();
  writeFileSync(path.join(here.work, 'data'), Buffer.alloc(600_000, 'x'));
  const [ended, tookMs] = await timed(here.tool('ipc-cat', ['--rate', '400000', 'file:data', 'file:copy']));
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(path.join(here.work, 'copy')).size).toBe(600_000);
  expect(tookMs).toBeGreaterThan(1_400); // it would be 1.5 s, and 0.1 s may have been saved up
});

test('--rate tears no message', async () => {
  const here = scene();
  const lines = Array.from({ length: 300 }, (_, index) => `${index} ${'x'.repeat(index)}\n`).join('');
  const ended = await here.tool('ipc-cat', ['--rate', '40000', '--frame', 'lines', '--hex', '--timestamps', '-', '-'], {
    stdin: lines,
  });
  expect(ended).toMatchObject({ code: 0, stdout: lines });
  const lengths = [...ended.stderr.matchAll(/Z (\d+) bytes/g)].map(([, length]) => Number(length));
  expect(lengths).toEqual(
    lines
      .trimEnd()
      .split('\n')
      .map(({ length }) => length),
  );
});

test('a message that is longer than what a rate lets through at once passes nonetheless, and is not idle', async () => {
  const ended = await scene().tool(
    'ipc-cat',
    ['--rate', '1000', '--idle-timeout', '200ms', '--frame', 'lines', '-', '-'],
    { stdin: `${'x'.repeat(800)}\n` },
  );
  expect(ended).toEqual({ code: 0, signal: null, stdout: `${'x'.repeat(800)}\n`, stderr: '' });
});

test('--idle-timeout ends what is silent with 124, and not what is not', async () => {
  const here = scene();
  const running = here.start(ipcCat, ['--idle-timeout', '1500ms', 'exec:cat'], { stdin: 'open' });
  for (const word of ['a', 'b', 'c', 'd']) {
    running.write(`${word}\n`);
    await running.until(new RegExp(`${word}\n`));
    await new Promise((resolve) => setTimeout(resolve, 450)); // silent, but not for too long
  }
  expect(await running.ended).toMatchObject({
    code: 124,
    stdout: 'a\nb\nc\nd\n',
    stderr: 'ipc-cat: nothing has passed for 1.5s\n',
  });
});

test('a message without its end is told and left out when it was idle', async () => {
  const running = scene().start(ipcCat, ['--idle-timeout', '300ms', '--frame', 'lines', '-', '-'], { stdin: 'open' });
  running.write('whole\npart');
  expect(await running.ended).toMatchObject({
    code: 124,
    stdout: 'whole\n',
    stderr: 'ipc-cat: nothing has passed for 300ms\nipc-cat: -: 4 bytes of a message that did not end were left out\n',
  });
});

test('a peer that takes nothing is idle, and what it did not take is told', async () => {
  const here = scene();
  const server = createServer({ pauseOnConnect: true }, (socket) => onTestFinished(() => void socket.destroy()));
  await new Promise<void>((resolve) => server.listen(path.join(here.work, 's'), resolve));
  onTestFinished(() => void server.close());
  const ended = await here.tool('ipc-cat', ['--idle-timeout', '400ms', '--from-first', 'file:/dev/zero', 'unix:s']);
  expect(ended.code).toBe(124);
  expect(ended.stderr).toMatch(
    /nothing has passed for 400ms\nipc-cat: unix:s: has not taken \d+ bytes from file:\/dev\/zero\n/,
  );
});

/** Takes about 1.25 MB/s. */
const SLOW = `
require('node:net').createServer((socket) => {
  let taken = 0;
  socket.pause();
  setInterval(() => { taken += socket.read(25_000)?.length ?? 0; }, 20);
  socket.on('end', () => { console.log(taken); process.exit(); });
}).listen('s', () => console.log('ready'));
`;

test('a peer that takes slowly is not idle, though one write takes longer', async () => {
  const here = scene();
  const length = 2_500_000;
  here.write({ text: `${'x'.repeat(length - 1)}\n` });
  const server = here.start(process.execPath, ['-e', SLOW]);
  await server.until(/ready/);
  const ended = await here.tool('ipc-cat', [
    '--idle-timeout',
    '1s',
    '--frame',
    'lines',
    '--from-first',
    'file:text',
    'unix:s',
  ]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});
