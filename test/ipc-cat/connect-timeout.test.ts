import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const late = (here: Scene, ...operands: readonly string[]) =>
  here.tool('ipc-cat', ['--connect-timeout', '200ms', ...operands]);

test.each([
  ['unix-listen:s', /unix-listen:s: nobody connected in time/],
  ['tcp-listen:127.0.0.1:0', /tcp-listen:127\.0\.0\.1:\d+: nobody connected in time/],
  ['fifo:p?create', /fifo:p\?create: nobody came to the other side in time/],
])('%s waits no longer than it may', async (address, told) => {
  const ended = await late(scene(), '--from-first', address);
  expect(ended).toMatchObject({ code: 124, stdout: '', stderr: expect.stringMatching(told) });
});

test('a FIFO that nobody reads', async () => {
  expect(await late(scene(), '-', 'fifo:p?create')).toMatchObject({
    code: 124,
    stderr: 'ipc-cat: fifo:p?create: nobody came to the other side in time\n',
  });
});

test('a FIFO whose writer is silent has somebody at its other side', async () => {
  const here = scene();
  const script = 'mkfifo p; { sleep 0.5; echo word; } >p & "$0" --connect-timeout 200ms fifo:p -; echo "=$?"; wait';
  expect(await here.run('sh', ['-c', script, toolPath('ipc-cat')])).toMatchObject({ stdout: 'word\n=0\n', stderr: '' });
});

/** Listens, and is then stopped: its backlog fills up. */
const DEAF = `
const net = require('node:net');
const server = net.createServer(() => {});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  console.log(server.address().port);
  process.kill(process.pid, 'SIGSTOP');
});
`;

test('a TCP server that takes nobody', async () => {
  const here = scene();
  const server = here.start(process.execPath, ['-e', DEAF]);
  const [, port] = await server.until(/(\d+)\n/);
  const address = `tcp://127.0.0.1:${port}`;
  // The kernel takes some for it, which then wait for ever.
  const filling = Array.from({ length: 4 }, () => here.start(toolPath('ipc-cat'), [address], { stdin: 'open' }));
  const ends = await Promise.all(Array.from({ length: 4 }, () => late(here, '--linger', '0', address)));
  for (const running of filling) running.kill('SIGKILL');
  expect(
    ends.some(({ code, stderr }) => code === 124 && stderr === `ipc-cat: ${address}: nobody answered in time\n`),
  ).toBe(true);
  server.kill('SIGKILL');
});

test('a Unix socket whose backlog is full says so at once', async () => {
  const here = scene();
  const deaf = DEAF.replace("port: 0, host: '127.0.0.1'", "path: 's'").replace('server.address().port', '1');
  const server = here.start(process.execPath, ['-e', deaf]);
  await server.until(/1\n/);
  const filling = Array.from({ length: 4 }, () => here.start(toolPath('ipc-cat'), ['unix:s'], { stdin: 'open' }));
  await Promise.race(filling.map(({ ended }) => ended));
  for (const running of filling) running.kill('SIGKILL');
  const told = (await Promise.all(filling.map(({ ended }) => ended))).map(({ stderr }) => stderr);
  expect(told).toContain('ipc-cat: cannot connect to unix:s: resource temporarily unavailable (EAGAIN)\n');
  server.kill('SIGKILL');
});

test('who answers in time is not disturbed later', async () => {
  const here = scene();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    setTimeout(() => socket.end('late\n'), 400);
  });
  await new Promise<void>((resolve) => server.listen(path.join(here.work, 's'), resolve));
  onTestFinished(() => void server.close());
  expect(await late(here, 'unix:s')).toMatchObject({ code: 0, stdout: 'late\n' });
});
