import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
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
  const running = here.start(ipcCat, ['--idle-timeout', '700ms', 'exec:cat'], { stdin: 'open' });
  for (const word of ['a', 'b', 'c', 'd']) {
    running.write(`${word}\n`);
    await running.until(new RegExp(`${word}\n`));
    await new Promise((resolve) => setTimeout(resolve, 250)); // silent, but not for too long
  }
  expect(await running.ended).toMatchObject({
    code: 124,
    stdout: 'a\nb\nc\nd\n',
    stderr: 'ipc-cat: nothing has passed for 700ms\n',
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

test('a peer that takes slowly is not idle, though one write takes longer', async () => {
  const here = scene();
  const text = 'x'.repeat(3_000_000);
  here.write({ text });
  const slow = `require('net').createServer((s) => { s.pause(); setInterval(() => s.read(60_000) ?? (s.readableEnded && process.exit()), 20); }).listen('s', () => console.log('ready'))`;
  const server = here.start(process.execPath, ['-e', slow]);
  await server.until(/ready/);
  const ended = await here.tool('ipc-cat', ['--idle-timeout', '400ms', '--from-first', 'file:text', 'unix:s']);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});

const progressOf = (here: Scene, ...more: readonly string[]) =>
  here.tool('ipc-cat', ['--progress', '--rate', '500k', ...more, 'file:data', 'file:copy']);

const withData = (bytes: number): Scene => {
  const here = scene();
  writeFileSync(path.join(here.work, 'data'), Buffer.alloc(bytes));
  return here;
};

test('--progress without a terminal writes lines, with the time left where the size is known', async () => {
  const { code, stderr } = await progressOf(withData(800 * 1024));
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^ipc-cat: .* \d+k {2}\d+k\/s {2}1(\.\d)?s {2}\d\d% {2}1s left\nipc-cat: .* 800k {2}.* {2}100% {2}in all\n$/,
  );
});

test('--progress --json writes JSON lines', async () => {
  const { stderr } = await progressOf(withData(700 * 1024), '--json');
  const events = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.length).toBeGreaterThanOrEqual(2);
  expect(events.at(-1)).toMatchObject({
    type: 'progress',
    isLast: true,
    there: { bytes: 700 * 1024, messages: 0 },
    share: 1,
  });
});

const ERASE = '\r\u001b[K';

test('on a terminal it is a line that changes and is gone in the end; with data on the terminal there is none', async () => {
  const here = withData(800 * 1024);
  const onTerminal = (command: string) =>
    here.run('script', ['-qec', command, '/dev/null'], { environment: { TERM: 'xterm' } });
  const shown = (await onTerminal(`${ipcCat} --rate 500k file:data file:copy`)).stdout.split(ERASE);
  expect([shown.at(0), shown.at(-1)]).toEqual(['', '']);
  expect(shown.at(1)).toMatch(/^\[#*\.*\] \d+k {2}\d+k\/s /);
  const quiet = await onTerminal(`${ipcCat} --rate 500k file:data - >copy`);
  expect(quiet.stdout).toContain('k/s');
  const data = await onTerminal(`${ipcCat} --rate 500k file:data -`);
  expect(data.stdout).not.toContain('k/s');
});
