import { expect, test } from 'vitest';
import type { NatsAddress } from '../../packages/ipc-cat/src/address/address.ts';
import { parseAddress } from '../../packages/ipc-cat/src/address/parse-address.ts';
import { openJetStream } from '../../packages/ipc-cat/src/brokers/nats/jetstream.ts';
import type { Opening, OpeningEvent } from '../../packages/ipc-cat/src/endpoints/opening.ts';
import type { Receipt } from '../../packages/ipc-cat/src/frames/batch.ts';
import { scene } from '../rig/scene.ts';
import { lines, type NatsServer, natsServer, send } from './nats-server.ts';
import { plainOpening } from './opening.ts';

/** Reads a stream in this process, to have the receipts at hand. */
const opened = async (server: NatsServer, rest: string, more: Partial<Opening> = {}) => {
  const { address, name } = parseAddress(server.address(rest));
  const events: OpeningEvent[] = [];
  const opening = plainOpening({ maxFrame: 1024, tell: (event) => void events.push(event), ...more });
  const { close, reader } = await openJetStream(
    { address: address as NatsAddress, name },
    { reader: true, writer: false },
    opening,
  );
  /** The next so many messages, each with its receipt. */
  const take = async (count: number) => {
    const taken: { readonly text: string; readonly receipt: Receipt | undefined }[] = [];
    while (taken.length < count) {
      const batch = await reader?.read();
      if (!batch) break;
      batch.payloads.forEach((payload, at) => {
        taken.push({ text: payload.toString(), receipt: batch.receipts?.[at] });
      });
    }
    return taken;
  };
  return { close, events, reader, take };
};

const again = (events: readonly OpeningEvent[]): number =>
  events.reduce((sum, event) => sum + (event.type === 'again' ? event.count : 0), 0);

test('what is refused comes again at once, and then later; what is accepted never does', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  await send(here, server.address('jobs?stream=JOBS&create'), lines(1, 3));
  const { close, events, take } = await opened(server, 'jobs?stream=JOBS&durable=w&ack-wait=1h');
  const [one, two, three] = await take(3);
  await two?.receipt?.refuse();
  await Promise.all([one?.receipt?.accept(), three?.receipt?.accept()]);
  const [second] = await take(1);
  expect(second?.text).toBe('2');
  expect(again(events)).toBe(1);
  const start = performance.now();
  await second?.receipt?.refuse();
  const [third] = await take(1);
  expect({ text: third?.text, isLater: performance.now() - start > 900 }).toEqual({ text: '2', isLater: true });
  await third?.receipt?.accept();
  await send(here, server.address('jobs?stream=JOBS'), 'last\n');
  expect((await take(1)).map(({ text }) => text)).toEqual(['last']);
  await close();
});

test('what is in hand when it closes comes again at once, and a read that waits ends', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  await send(here, server.address('jobs?stream=JOBS&create'), lines(1, 5));
  const first = await opened(server, 'jobs?stream=JOBS&durable=w&ack-wait=1h');
  const [one] = await first.take(5);
  await one?.receipt?.accept();
  const waiting = first.reader?.read();
  await first.close();
  expect(await waiting).toBeUndefined();
  const next = await opened(server, 'jobs?stream=JOBS&durable=w');
  expect((await next.take(4)).map(({ text }) => text)).toEqual(['2', '3', '4', '5']);
  expect(again(next.events)).toBe(4);
  await next.close();
});

test('an acknowledgement waits for the server that comes back, and counts there', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  await send(here, server.address('jobs?stream=JOBS&create'), lines(1, 2));
  const reconnect = { firstMs: 10, mostMs: 50 };
  const reader = await opened(server, 'jobs?stream=JOBS&durable=w&ack-wait=300ms', { reconnect });
  const taken = await reader.take(2);
  await server.end('SIGKILL');
  const accepting = Promise.all(taken.map(({ receipt }) => receipt?.accept()));
  await server.begin();
  await accepting;
  await send(here, server.address('jobs?stream=JOBS'), 'last\n');
  expect((await reader.take(1)).map(({ text }) => text)).toEqual(['last']);
  await reader.close();
});

test('without --reconnect it fails with 75, after all that had come before', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  await send(here, server.address('jobs?stream=JOBS&create'), lines(1, 2));
  const reader = await opened(server, 'jobs?stream=JOBS&durable=w');
  const [one] = await reader.take(2);
  await server.end();
  await expect(one?.receipt?.accept()).rejects.toMatchObject({ code: 75 });
  await expect(reader.reader?.read()).rejects.toMatchObject({ code: 75, message: 'the connection was lost' });
  await reader.close();
});

test('a message that is longer than --max-frame stays in the stream for whoever takes it', async () => {
  const here = scene();
  const server = await natsServer(here, { streams: true });
  await send(here, server.address('jobs?stream=JOBS&create'), `${'x'.repeat(2000)}\nshort\n`);
  const bad: unknown[] = [];
  const narrow = await opened(server, 'jobs?stream=JOBS&durable=w&ack-wait=200ms', { onBad: (one) => bad.push(one) });
  const [short] = await narrow.take(1);
  expect({ text: short?.text, bad: bad[0] }).toEqual({
    text: 'short',
    bad: { why: 'too-long', position: 0, length: 2000 },
  });
  await short?.receipt?.accept();
  await narrow.close();
  const wide = await opened(server, 'jobs?stream=JOBS&durable=w', { maxFrame: 4096 });
  expect((await wide.take(1)).map(({ text }) => text.length)).toEqual([2000]);
  await wide.close();
});
