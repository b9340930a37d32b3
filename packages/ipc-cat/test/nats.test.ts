import { describe, expect, test } from 'vitest';
import type { NatsAddress } from '../src/address/address.ts';
import { withoutCredentials } from '../src/address/credentials.ts';
import { parseAddress } from '../src/address/parse-address.ts';
import { deliveryOf, refusalDelayMs } from '../src/brokers/nats/delivery.ts';
import { inbox } from '../src/brokers/nats/inbox.ts';
import { planStatus } from '../src/brokers/nats/pull-status.ts';
import { roleAt } from '../src/brokers/nats/role.ts';
import { sendable } from '../src/brokers/nats/too-large.ts';

const natsAddress = (text: string) => parseAddress(text).address as NatsAddress;

describe('the address', () => {
  test.each([
    ['nats://h/a', { servers: ['h:4222'], subject: 'a', tls: undefined, token: undefined }],
    ['nats://a,b:1,[::1]:2/x.y', { servers: ['a:4222', 'b:1', '[::1]:2'], subject: 'x.y' }],
    ['nats://u:p%40%2F@h/a', { credentials: { user: 'u', password: 'p@/' }, token: undefined }],
    ['nats://t%3Ak@h/a', { credentials: { user: undefined, password: undefined }, token: 't:k' }],
    ['nats://h/%3E', { subject: '>' }],
    ['nats://h/a.*.b?queue=q', { subject: 'a.*.b', queue: 'q' }],
    ['nats://h?stream=S', { subject: undefined, stream: 'S', create: false, from: 'all', ackWaitMs: 30_000 }],
    ['nats://h/a?stream=S&durable=d&create&from=new&ack-wait=2m', { create: true, from: 'new', ackWaitMs: 120_000 }],
    ['nats+tls://h/a', { tls: { verify: true } }],
    ['nats://h/a?ca=f&verify=no', { tls: { ca: 'f', verify: false } }],
  ])('%s', (text, expected) => {
    expect(natsAddress(text)).toMatchObject(expected);
  });

  test.each([
    ['nats://h/a b', "'a b' is not a subject"],
    ['nats://h/a..b', "'a..b' is not a subject"],
    ['nats://h/a.%3E.b', "'a.>.b' is not a subject"],
    ['nats://h/a*', "'a*' is not a subject"],
    ['nats://h', 'a subject, or a stream, is needed'],
    ['nats:///a', 'a server is to be host or host:port'],
    ['nats:h/a', 'a server is to be host or host:port'],
    ['nats://h,/a', 'a server is to be host or host:port'],
    ['nats://h:99999/a', 'a server is to be host or host:port'],
    ['nats://h/a?durable=d', 'durable goes with stream'],
    ['nats://h/a?create', 'create goes with stream'],
    ['nats://h/a?stream=S&queue=q', 'queue goes without stream'],
    ['nats://h/a?stream=S.T', 'stream is to be a word without dots, stars and spaces'],
    ['nats://h?stream=S&create', 'create needs the subject that the stream is for'],
    ['nats://h/a?stream=S&from=now', 'from is to be all, new or last'],
    ['nats://h/a?stream=S&ack-wait=0', 'ack-wait is to be a duration'],
    ['nats://h/a?steam=S', 'there is no setting steam for this address'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => parseAddress(text)).toThrow(why);
  });

  test.each([
    ['nats://u:p@h/a', 'nats://h/a'],
    ['nats://token@h/a', 'nats://h/a'],
    ['nats://u:p@ss@h/a', 'nats://h/a'],
    ['nats://u:p/w@h/a', 'nats://h/a'],
    ['nats://u:p?w@h/a', 'nats://h/a'],
    ['nats://h:4222/a@b', 'nats://h:4222/a@b'],
    ['nats://h:1,i:2/a@b', 'nats://h:1,i:2/a@b'],
    ['nats://h/a@b', 'nats://h/a@b'],
  ])('%s is told as %s', (text, told) => {
    expect(withoutCredentials(text)).toBe(told);
  });
});

describe('what can be done at an address', () => {
  const reads = { reader: true, writer: false };
  const writes = { reader: false, writer: true };
  const both = { reader: true, writer: true };

  test.each([
    ['nats://h/a', reads, 'reads'],
    ['nats://h/a', writes, 'writes'],
    ['nats://h/a', both, 'both'],
    ['nats://h/a?queue=q', both, 'both'],
    ['nats://h/%3E', reads, 'reads'],
    ['nats://h/a?stream=S', writes, 'writes'],
    ['nats://h/a?stream=S&durable=d', reads, 'reads'],
  ] as const)('%s %o', (text, wants, role) => {
    expect(roleAt('x', natsAddress(text), wants)).toBe(role);
  });

  test.each([
    ['nats://h/a.*', writes, 'is many subjects'],
    ['nats://h/%3E', both, 'is many subjects'],
    ['nats://h/a?queue=q', writes, 'queue is for who reads'],
    ['nats://h/a?stream=S&durable=d', writes, 'durable is for who reads'],
    ['nats://h/a?stream=S', both, 'it is read, or written'],
  ] as const)('%s %o is refused: %s', (text, wants, why) => {
    expect(() => roleAt('x', natsAddress(text), wants)).toThrow(why);
  });
});

test.each([
  ['$JS.ACK.S.d.2.17.40.1700000000000000001.5', { count: 2, sequence: 17, key: '17.1700000000000000001' }],
  ['$JS.ACK._.hash.S.d.1.17.40.1700000000000000001.5.rand', { count: 1, sequence: 17, key: '17.1700000000000000001' }],
  ['_INBOX.abc', undefined],
  ['$JS.ACK.S.d', undefined],
  ['', undefined],
])('the subject of an acknowledgement: %s', (reply, delivery) => {
  expect(deliveryOf(reply)).toEqual(delivery);
});

test('what is refused comes again at once, then later each time, and at the latest after half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(refusalDelayMs)).toEqual([
    0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test.each([
  [100, 'Idle Heartbeat', 'ignore'],
  [404, 'No Messages', 'ask'],
  [408, 'Request Timeout', 'ask'],
  [409, 'Message Size Exceeds MaxBytes', 'ask'],
  [409, 'Exceeded MaxWaiting', 'ask-later'],
  [409, 'Server Shutdown', 'ask-later'],
  [409, 'Leadership Change', 'ask-later'],
  [409, 'Consumer Deleted', 'gone'],
  [503, '', 'gone'],
  [400, 'Bad Request', { refused: 'Bad Request' }],
  [409, 'Consumer is push based', { refused: 'Consumer is push based' }],
])('status %i %s', (code, description, plan) => {
  expect(planStatus(code, description)).toEqual(plan);
});

test('the messages before one that is too large can be sent', () => {
  const [small, large] = [Buffer.alloc(10), Buffer.alloc(11)];
  expect(sendable([small, small], 10)).toEqual({ payloads: [small, small], tooLargeBytes: undefined });
  expect(sendable([small, large, small], 10)).toEqual({ payloads: [small], tooLargeBytes: 11 });
  expect(sendable([large], 10)).toEqual({ payloads: [], tooLargeBytes: 11 });
});

describe('what nobody has asked for yet', () => {
  const tide = () => {
    const told: string[] = [];
    const items = inbox<number>({
      mostBytes: 1000,
      onFull: () => void told.push('full'),
      onRoom: () => void told.push('room'),
    });
    return { items, told };
  };

  test('it tells once that it is full, and once that there is room', async () => {
    const { items, told } = tide();
    for (let item = 0; item < 5; item += 1) items.put(item, 400);
    expect(await items.takeAll()).toEqual([0, 1, 2, 3, 4]);
    items.put(5, 1);
    expect({ told, isFull: items.isFull, last: await items.takeAll() }).toEqual({
      told: ['full', 'room'],
      isFull: false,
      last: [5],
    });
  });

  test('what had come before is handed out before the failure', async () => {
    const { items } = tide();
    items.put(1, 1);
    items.close(new Error('lost'));
    items.put(2, 1);
    expect(await items.takeAll()).toEqual([1]);
    await expect(items.takeAll()).rejects.toThrow('lost');
  });

  test('whoever waits when it is cancelled gets nothing, and what was there is gone', async () => {
    const { items } = tide();
    const waiting = items.takeAll();
    items.cancel();
    expect(await waiting).toBeUndefined();
    expect(await items.takeAll()).toBeUndefined();
  });
});
