import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

const ipcCat = toolPath('ipc-cat');

/** Listens at `s`; `serve` has each connection, and its number. */
const serving = async (here: Scene, serve: (socket: Socket, count: number) => void): Promise<Server> => {
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    count += 1;
    serve(socket, count);
  });
  await new Promise<void>((resolve) => server.listen(path.join(here.work, 's'), resolve));
  onTestFinished(() => void server.close());
  return server;
};

const QUICK = '--reconnect=10ms..50ms';

/** Appends what comes to `got`; it dies by itself after so many bytes. */
const MORTAL = `
const fs = require('node:fs');
fs.rmSync('s', { force: true });
const server = require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
  let taken = 0;
  fs.appendFileSync('got', '\\n'); // what the last one had of a line ends here
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    fs.appendFileSync('got', bytes);
    taken += bytes.length;
    if (taken > Number(process.argv[1])) process.kill(process.pid, 'SIGKILL');
  });
  socket.on('end', () => socket.end(() => server.close()));
});
server.listen('s');
`;

test('a server that is killed again and again gets all lines but those that the dead had accepted, each once and whole', async () => {
  const here = scene();
  const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 80)}`);
  here.write({ lines: `${lines.join('\n')}\n`, 'mortal.cjs': MORTAL });
  const client = here.start(ipcCat, [QUICK, '--frame', 'lines', 'unix:s'], { stdin: 'open' });
  const served = (async () => {
    for (const after of ['200000', '300000', '400000', 'never']) {
      await here.run(process.execPath, ['-e', MORTAL, after]);
    }
  })();
  client.write(readFileSync(path.join(here.work, 'lines'), 'utf8'));
  client.closeStdin();
  const ended = await client.ended;
  await served;
  expect(ended.code).toBe(0);
  const whole = new Set(lines);
  const found = readFileSync(path.join(here.work, 'got'), 'utf8')
    .split('\n')
    .filter((line) => whole.has(line));
  const numbers = found.map((line) => Number(line.split(' ')[1]));
  expect(numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0))).toBe(true); // in order, none twice
  expect(numbers.at(-1)).toBe(59_999);
  // What a dead kernel takes with it is what its socket held: some hundred kilobytes each time.
  const missing = lines.join('\n').length - found.join('\n').length;
  expect(missing).toBeLessThan(3 * 600_000);
});

test('bytes that the kernel had not accepted go on where they were', async () => {
  const here = scene();
  const text = Array.from({ length: 300_000 }, (_, index) => `${index}\n`).join('');
  here.write({ text });
  let accepted = 0;
  let rest = '';
  await serving(here, (socket, count) => {
    if (count > 1) {
      socket.on('data', (bytes) => {
        rest += bytes;
      });
      socket.on('end', () => socket.end());
      return;
    }
    socket.once('data', (bytes) => {
      accepted = bytes.length;
      socket.destroy();
    });
  });
  const ended = await here.tool('ipc-cat', [QUICK, 'unix:s'], { stdin: text });
  expect(ended.code).toBe(0);
  expect(text.endsWith(rest)).toBe(true); // not one byte twice, and none left out in the middle
  expect(text.length - rest.length).toBeGreaterThanOrEqual(accepted);
});

test('who is not there yet is waited for, and told', async () => {
  const here = scene();
  const running = here.start(ipcCat, ['--verbose', QUICK, 'unix:s'], { stdin: 'hello\n' });
  await running.until(/unix:s: ENOENT: no such file or directory; again in \d+ms\n.*again in/s, 'stderr');
  await serving(here, (socket) => socket.pipe(socket));
  expect(await running.ended).toMatchObject({ code: 0, stdout: 'hello\n' });
});

test('reading goes on with the next connection, and a line that was cut off is told and left out', async () => {
  const here = scene();
  await serving(here, (socket, count) => {
    socket.end(count < 3 ? `first of ${count}\nhalf of ${count}` : 'last\n');
  });
  const running = here.start(ipcCat, [QUICK, '--verbose', '--frame', 'lines', '--count', '3', 'unix:s'], {
    stdin: 'open',
  });
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 0, stdout: 'first of 1\nfirst of 2\nlast\n' });
  expect(ended.stderr).toContain('the message at byte 11 (9 bytes) is cut off by the end of the data: left out');
  expect(ended.stderr).toContain('unix:s: the connection has ended; again in');
  expect(ended.stderr).toContain('unix:s: connected again');
});

test('the end of the data ends it for good, with the answer that still comes', async () => {
  const here = scene();
  let connections = 0;
  await serving(here, (socket, count) => {
    connections = count;
    socket.resume().on('end', () => socket.end('bye'));
  });
  expect(await here.tool('ipc-cat', [QUICK, 'unix:s'], { stdin: 'x' })).toMatchObject({
    code: 0,
    stdout: 'bye',
    stderr: '',
  });
  expect(connections).toBe(1);
});

test('the end of the data while nobody is there ends it, too', async () => {
  const here = scene();
  const server = await serving(here, (socket) => socket.destroy());
  const running = here.start(ipcCat, [QUICK, 'unix:s'], { stdin: 'open' });
  await running.until(/the connection has ended/, 'stderr');
  server.close();
  await running.until(/ENOENT|ECONNREFUSED/, 'stderr');
  running.closeStdin();
  expect(await running.ended).toMatchObject({ code: 0 });
});

test('--connect-timeout bounds each row of tries: 124', async () => {
  const here = scene();
  const never = await here.tool('ipc-cat', [QUICK, '--connect-timeout', '200ms', 'unix:s']);
  expect(never).toMatchObject({ code: 124, stderr: expect.stringMatching(/unix:s: nobody answered in time\n$/) });
  const server = await serving(here, (socket) => {
    server.close();
    socket.end('once');
  });
  const running = here.start(ipcCat, [QUICK, '--connect-timeout', '200ms', 'unix:s'], { stdin: 'open' });
  expect(await running.ended).toMatchObject({
    code: 124,
    stdout: 'once',
    stderr: expect.stringMatching(/unix:s: unix:s: nobody answered in time\n$|unix:s: nobody answered in time\n$/),
  });
});

test('what no further try would mend ends at once', async () => {
  const here = scene({ s: 'a file' });
  expect(await here.tool('ipc-cat', [QUICK, `unix:${'x'.repeat(200)}`])).toMatchObject({ code: 1 });
  const usage = await here.tool('ipc-cat', ['--reconnect', 'exec:cat']);
  expect(usage).toMatchObject({ code: 125, stderr: expect.stringContaining('none of the addresses is connected to') });
});

test('a signal ends it while it waits', async () => {
  const here = scene();
  const running = here.start(ipcCat, ['--reconnect=1m..2m', 'unix:s'], { stdin: 'open' });
  await running.until(/again in/, 'stderr');
  running.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
});

test('standard output that nobody reads any more ends it with 141', async () => {
  const here = scene();
  await serving(here, (socket) => {
    const timer = setInterval(() => socket.write('tick\n'), 5);
    socket.on('close', () => clearInterval(timer));
  });
  const script = `{ "$0" ${QUICK} unix:s; echo "=$?" >&2; } | head -n 1`;
  const running = here.start('sh', ['-c', script, ipcCat], { stdin: 'open' });
  await running.until(/=141/, 'stderr');
  expect((await running.ended).stdout).toBe('tick\n');
});
