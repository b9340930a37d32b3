import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { lines, natsServer, reading, send } from './nats-server.ts';

test('what was stored can be read from the beginning, from the last and from now on, in order', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  const stored = await send(here, server.address('jobs?stream=JOBS&create'), lines(1, 5000), '--explain');
  expect(stored).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('5000 messages); all handed over'),
  });
  const [all, last, fresh] = await Promise.all([
    reading(here, server.address('?stream=JOBS')),
    reading(here, server.address('jobs?stream=JOBS&from=last')),
    reading(here, server.address('jobs?stream=JOBS&from=new')),
  ]);
  await send(here, server.address('?stream=JOBS'), 'new\n'); // the only subject that the stream is for
  await Promise.all([all, last, fresh].map((reader) => reader.until(/new\n$/)));
  expect(all.stdout).toBe(`${lines(1, 5000)}new\n`);
  expect(last.stdout).toBe('5000\nnew\n');
  expect(fresh.stdout).toBe('new\n');
});

test('a stream of many subjects is read in part', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  const all = server.address('log.>?stream=LOG&create');
  const reader = await reading(here, all); // who reads may make it, too
  await send(here, server.address('log.a?stream=LOG'), lines(1, 10));
  await send(here, server.address('log.b?stream=LOG'), lines(11, 20));
  const part = await reading(here, server.address('log.b?stream=LOG'));
  await Promise.all([reader, part].map((one) => one.until(/20\n/)));
  expect({ all: reader.stdout, part: part.stdout }).toEqual({ all: lines(1, 20), part: lines(11, 20) });
  const { code, stderr } = await send(here, server.address('?stream=LOG'), 'x\n');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the stream LOG is for log.>') });
});

test('a durable consumer goes on where it was, and those who share it share the messages', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  const address = server.address('jobs?stream=JOBS&durable=workers&create');
  const first = await reading(here, address);
  await send(here, server.address('jobs?stream=JOBS'), lines(1, 1000));
  await first.until(/1000\n/);
  first.kill('SIGTERM');
  await first.ended;
  const others = await Promise.all([reading(here, address), reading(here, address)]);
  await send(here, server.address('jobs?stream=JOBS'), lines(1001, 6000));
  const all = () => [first, ...others].flatMap(({ stdout }) => stdout.split('\n').filter(Boolean).map(Number));
  await expect.poll(() => new Set(all()).size, { timeout: 60_000 }).toBe(6000);
  for (const { stdout } of others) expect(stdout).not.toBe('');
  expect(others.map(({ stderr }) => stderr).join('')).not.toContain('may have come before');
  expect(all()).toHaveLength(6000);
});

/** A reader whose standard output nobody takes: most of what it was given is in its hands. */
const blockedReader = async (here: Scene, address: string) => {
  const fifo = path.join(here.work, 'blocked');
  execFileSync('mkfifo', [fifo]);
  const descriptor = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  here.afterwards(() => closeSync(descriptor));
  const script = 'exec "$0" --from-first "$1" >blocked';
  const reader = here.start('sh', ['-c', script, toolPath('ipc-cat'), address]);
  const pipe = Buffer.alloc(1024 * 1024);
  const first = await until(() => readSync(descriptor, pipe, 0, 1, null), 'something has come');
  return {
    reader,
    /** What it has written. */
    rest: (): string =>
      pipe.toString('latin1', 0, first + readSync(descriptor, pipe, first, pipe.length - first, null)),
  };
};

/** The numbers of the lines that are whole. */
const numbersIn = (text: string): readonly number[] => (text.match(/^\d+ {1000}$/gm) ?? []).map(Number);

const WIDE = lines(1, 300).replaceAll('\n', `${' '.repeat(1000)}\n`);

test.each([
  ['killed', 'SIGKILL', '1s'],
  ['asked to end, which gives back at once what it holds', 'SIGTERM', '1h'],
] as const)('nothing is lost with a reader that is %s: it comes again, and that is told', async (_, signal, wait) => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  const address = server.address(`jobs?stream=JOBS&durable=workers&ack-wait=${wait}`);
  await send(here, server.address('jobs?stream=JOBS&create'), WIDE);
  const { reader, rest } = await blockedReader(here, address);
  reader.kill(signal);
  expect((await reader.ended).signal).toBe(signal);
  const before = numbersIn(rest());
  const next = await reading(here, address);
  await until(() => new Set([...before, ...numbersIn(next.stdout)]).size === 300, 'all have come');
  expect(new Set(numbersIn(next.stdout)).size).toBeGreaterThan(200); // a pipe holds 64 KiB
  expect(next.stderr).toMatch(/[1-9]\d* messages may have come before/);
});

test('what is worked on for longer than ack-wait does not come again meanwhile', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  const address = server.address('jobs?stream=JOBS&durable=workers&ack-wait=300ms');
  await send(here, server.address('jobs?stream=JOBS&create'), WIDE);
  const words = await reading(here, server.address('$JS.ACK.>'));
  await blockedReader(here, address);
  const other = await reading(here, address);
  // 300 messages, three times in each ack-wait: more than three of them have passed.
  await until(() => words.stdout.split('+WPI\n').length > 3000, 'the server is told that they are worked on');
  expect(other.stdout).toBe('');
});

test('streams that are missing, not for that subject, or not on this server', async () => {
  const here = scene();
  const [server, plain] = [await natsServer(here, { streams: true }), await natsServer(here)];
  const failing = async (address: string) => {
    const { code, stderr } = await send(here, address, 'x\n');
    return { code, stderr };
  };
  const missing = server.address('jobs?stream=JOBS');
  expect(await failing(missing)).toEqual({
    code: 1,
    stderr: `ipc-cat: ${missing}: there is no stream JOBS\n  add &create to the address to have it made for that subject\n`,
  });
  const read = await here.tool('ipc-cat', ['--from-first', missing]);
  expect({ code: read.code, stderr: read.stderr }).toEqual({ code: 1, stderr: expect.stringContaining('&create') });
  const without = plain.address('jobs?stream=JOBS&create');
  expect(await failing(without)).toEqual({
    code: 1,
    stderr: `ipc-cat: ${without}: this server has no JetStream\n  start it with --jetstream, or leave stream out of the address\n`,
  });
  await send(here, server.address('jobs?stream=JOBS&create'), 'x\n');
  expect(await failing(server.address('other?stream=JOBS'))).toEqual({
    code: 1,
    stderr: `ipc-cat: ${server.address('other?stream=JOBS')}: the stream JOBS does not take other\n`,
  });
  expect(await failing(server.address('jobs?stream=TWICE&create'))).toEqual({
    code: 1,
    stderr: expect.stringContaining('subjects overlap with an existing stream'),
  });
});
