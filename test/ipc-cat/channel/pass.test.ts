import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scene } from '../../rig/scene.ts';
import { ipcCat } from './parents.ts';

/** Serves each connection with its pid; `die` makes it exit with 5, `stay` is answered when it is told to end. */
const WORKER = `
process.on('message', ({ type, address }, server) => {
  console.log(JSON.stringify({ pid: process.pid, type, address }));
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      const text = String(bytes).trim();
      if (text === 'die') process.exit(5);
      if (text !== 'stay') return socket.end(String(process.pid));
      process.once('SIGTERM', () => { server.close(); socket.end('served'); process.disconnect(); });
      socket.write('staying');
    });
  });
});`;

const ask = (where: { readonly port: number } | { readonly path: string }, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(where as { port: number });
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      answer += piece;
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
    socket.write(`${text}\n`);
  });

const saidBy = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line): { pid: number; type: string; address: { port: number } } => JSON.parse(line));

test('workers share a listening socket; one that dies is told, and the rest serve on', async () => {
  const here = scene({ 'worker.js': WORKER });
  const running = here.start(ipcCat, ['--pass', 'tcp-listen:127.0.0.1:0', 'fork:worker.js', '--workers', '3']);
  await running.until(/(.*\n){3}/);
  const workers = saidBy(running.stdout);
  const { port } = workers[0]?.address ?? { port: 0 };
  expect(workers).toMatchObject(
    Array(3).fill({ type: 'listen', address: { address: '127.0.0.1', family: 'IPv4', port } }),
  );
  const pids = new Set(workers.map(({ pid }) => String(pid)));
  for (let count = 0; count < 20; count += 1) expect(pids).toContain(await ask({ port }, 'who'));
  await ask({ port }, 'die').catch(() => {});
  await running.until(/worker \d \(pid \d+\): exit code 5\n/, 'stderr');
  for (let count = 0; count < 20; count += 1) expect(pids).toContain(await ask({ port }, 'who'));
  for (let left = 2; left > 0; left -= 1) await ask({ port }, 'die').catch(() => {});
  expect(await running.ended).toMatchObject({ code: 5, signal: null });
});

test('nobody who comes from the first moment on is lost', async () => {
  const here = scene({ 'worker.js': WORKER });
  const running = here.start(ipcCat, [
    '--verbose',
    '--pass',
    'tcp-listen:127.0.0.1:0',
    'fork:worker.js',
    '--workers',
    '2',
  ]);
  const [, port] = await running.until(/listening on port (\d+)/, 'stderr');
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask({ port: Number(port) }, 'who')));
  expect(answers.every((answer) => /^\d+$/.test(answer))).toBe(true);
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
});

test('told to end, workers end what they have begun; then we end by the same signal', async () => {
  const here = scene({ 'worker.js': WORKER });
  const running = here.start(ipcCat, ['--pass', 'unix-listen:./socket', 'fork:worker.js', '--workers', '1']);
  await running.until(/\n/);
  expect(saidBy(running.stdout)[0]).toMatchObject({ address: './socket' });
  const where = { path: path.join(here.work, 'socket') };
  const socket = connect(where);
  let answer = '';
  const over = new Promise((resolve) => socket.on('end', resolve));
  const staying = new Promise<void>((resolve) => {
    socket.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece;
      if (answer === 'staying') resolve();
    });
  });
  socket.write('stay\n');
  await staying;
  running.kill('SIGTERM');
  await over;
  expect(answer).toBe('stayingserved');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
  expect(existsSync(where.path)).toBe(false);
});

const REFUSED: readonly (readonly [readonly string[], number])[] = [
  [['--pass', 'tcp://localhost:1', 'fork:worker.js'], 125],
  [['--pass', 'tcp-listen:0', 'unix:/x'], 2],
  [['--pass', 'tcp-listen:0', 'fork:worker.js', 'fork:worker.js'], 125],
  [['--pass', 'tcp-listen:0', 'fork:missing.js'], 127],
  [['--pass', 'unix-listen:no/folder', 'fork:worker.js'], 125],
];

test.each(REFUSED)('%j is refused with %i, and nothing is started', async (operands, code) => {
  const here = scene({ 'worker.js': "require('node:fs').writeFileSync('started', '')" });
  expect(await here.tool('ipc-cat', operands)).toMatchObject({ code });
  expect(existsSync(path.join(here.work, 'started'))).toBe(false);
});
