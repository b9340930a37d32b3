import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { processesAround } from '../rig/processes.ts';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { lines, natsServer, reading, send } from './nats-server.ts';

test('a connection that is lost ends the run with 75, whether it reads, writes or waits', async () => {
  const here = scene();
  const server = await natsServer(here);
  const address = server.address('news');
  const reader = await reading(here, address);
  const writer = here.start(toolPath('ipc-cat'), ['--to-first', address], { stdin: 'open' });
  writer.write('one\n');
  await reader.until(/one/);
  await server.end('SIGKILL');
  for (const { ended } of [reader, writer]) {
    expect(await ended).toMatchObject({
      code: 75,
      stderr: expect.stringContaining(`ipc-cat: ${address}: the connection was lost\n`),
    });
  }
});

test('so it is among many', async () => {
  const here = scene();
  const server = await natsServer(here);
  const address = server.address('news');
  const reader = here.start(toolPath('ipc-cat'), ['--verbose', '--fanin', '-', address]);
  await reader.until(/listening/, 'stderr');
  await server.end('SIGKILL');
  expect(await reader.ended).toMatchObject({ code: 75, stderr: expect.stringContaining('the connection was lost\n') });
});

test('with --reconnect it goes on, tells that messages may be lost, and ends with 75', async () => {
  const here = scene();
  const server = await natsServer(here);
  const address = server.address('news');
  const reader = await reading(here, address, '--reconnect=20ms..100ms');
  const writer = here.start(toolPath('ipc-cat'), ['--verbose', '--to-first', '--reconnect=20ms..100ms', address], {
    stdin: 'open',
  });
  writer.write('one\n');
  await reader.until(/one\n/);
  await server.end('SIGKILL');
  await Promise.all([reader, writer].map((one) => one.until(/the connection was lost; again in/, 'stderr')));
  writer.write('two\n'); // it waits
  await server.begin();
  await Promise.all([reader, writer].map((one) => one.until(/connected again/, 'stderr')));
  writer.write('three\n');
  await reader.until(/three\n/);
  writer.closeStdin();
  expect((await writer.ended).code).toBe(75);
  expect(reader.stderr).toContain(`${address}: messages may have been lost: the connection was lost\n`);
});

test('a reader that waits for a server ends by a signal', async () => {
  const here = scene();
  const server = await natsServer(here);
  const reader = await reading(here, server.address('news'), '--reconnect=1h');
  await server.end();
  await reader.until(/again in/, 'stderr');
  reader.kill('SIGTERM');
  expect((await reader.ended).signal).toBe('SIGTERM');
});

/** Standard output goes nowhere until the gate opens. */
const GATED = `mkfifo gate; { "$0" --verbose --from-first "$1"; echo "code $?" >&2; } | { read go <gate; wc -l; }`;

/** The most that any process of the test has held, in bytes. */
const memoryOf = (here: Scene): number =>
  Math.max(
    ...processesAround(here.root).map(({ pid }) => {
      const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return 1024 * Number(kilobytes);
    }),
  );

test('a reader that does not keep up holds no more than its share, and is told when it was cut off', async () => {
  const here = scene();
  const server = await natsServer(here, { config: 'write_deadline: "300ms"' });
  const address = server.address('flood');
  const reader = here.start('sh', ['-c', GATED, toolPath('ipc-cat'), address]);
  await reader.until(/listening on/, 'stderr');
  const megabytes = 120;
  const flood = `head -c ${megabytes}M /dev/zero | tr '\\0' x | fold -w 1000 | "$0" --to-first "$1"`;
  const writer = await here.run('sh', ['-c', flood, toolPath('ipc-cat'), address]);
  expect(writer).toMatchObject({ code: 0, stderr: '' });
  const readerBytes = memoryOf(here);
  expect(readerBytes).toBeLessThan(120 * 1024 * 1024);
  await here.run('sh', ['-c', 'echo go > gate']);
  await reader.until(/code 75/, 'stderr');
  const { stderr, stdout } = await reader.ended;
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(stderr).toContain(
    `${address}: the connection was lost while we were behind: the server cuts off who does not keep up`,
  );
});

test('both ways at once, each full, nobody waits for the other for ever', async () => {
  const here = scene();
  const server = await natsServer(here);
  const count = 10_000;
  const wide = lines(1, count).replaceAll('\n', `${' '.repeat(1000)}\n`);
  const echo = here.start(toolPath('ipc-cat'), ['--verbose', server.address('talk'), 'exec:cat']);
  await echo.until(/listening on nats/, 'stderr');
  const sent = await send(here, server.address('talk'), wide);
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  const talker = await reading(here, server.address('talk'));
  await send(here, server.address('talk'), 'end\n');
  await talker.until(/end\n[\s\S]*end\n$/); // the echo has come through all of it
});

test('a server that sends nonsense ends the run, and nothing of it comes out', async () => {
  const here = scene();
  const hello = 'INFO {"server_id":"x","version":"2.9.0","proto":1,"headers":true,"max_payload":1024}\r\n';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(hello);
    socket.on('data', (bytes) => {
      if (bytes.includes('SUB news')) socket.write(`PONG\r\n${'\u0001nonsense '.repeat(1000)}\r\n`);
      else if (bytes.includes('PING')) socket.write('PONG\r\n');
    });
  });
  here.afterwards(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { code, stderr, stdout } = await here.tool('ipc-cat', ['--from-first', `nats://127.0.0.1:${port}/news`]);
  expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
  expect(stderr).toContain('the server sent what is not NATS');
});
