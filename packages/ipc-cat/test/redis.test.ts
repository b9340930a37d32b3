import { Decoder } from '@redis/client/dist/lib/RESP/decoder.js';
import { expect, test } from 'vitest';
import { parseAddress } from '../src/address/parse-address.ts';
import { gathered } from '../src/brokers/gathered.ts';
import { clientNameOf } from '../src/brokers/redis/client-name.ts';
import { encode } from '../src/brokers/redis/encode.ts';
import { readEntriesOf } from '../src/brokers/redis/entry.ts';
import { type GroupState, planGroupStep } from '../src/brokers/redis/group-plan.ts';
import { deadAmong } from '../src/brokers/redis/list-keys.ts';
import { without } from '../src/brokers/redis/without.ts';

const NOTHING: GroupState = { pendingFrom: undefined, refused: new Map(), claimAtMs: 10_000, claimFrom: '0-0' };

test.each([
  ['what we left comes first', { pendingFrom: '0-0', claimAtMs: 0 }, { type: 'pending', from: '0-0' }],
  [
    'then what was refused and has waited',
    {
      refused: new Map([
        ['1-1', 50],
        ['2-1', 500],
      ]),
      claimAtMs: 0,
    },
    { type: 'refused', ids: ['1-1'] },
  ],
  ['then what others left', { claimAtMs: 100, claimFrom: '7-0' }, { type: 'claim', from: '7-0' }],
  ['then what is new, for at most a second', {}, { type: 'new', blockMs: 1000 }],
  ['or until something refused is due', { refused: new Map([['1-1', 350]]) }, { type: 'new', blockMs: 250 }],
] as const)('of a group is asked for: %s', (_, state, step) => {
  expect(planGroupStep({ ...NOTHING, ...state }, 100)).toEqual(step);
});

test('what is encoded is what was to be said, whatever bytes it has', () => {
  const commands = [
    ['XADD', 'k', '*', 'data', Buffer.from([0, 13, 10, 255])],
    ['PUBLISH', 'über', Buffer.alloc(0)],
    ['PING'],
  ] as const;
  const found: unknown[] = [];
  const types = { 36: Buffer };
  const put = (reply: unknown): void => void found.push(reply);
  const decoder = new Decoder({ onReply: put, onErrorReply: put, onPush: put, getTypeMapping: () => types });
  const bytes = encode(commands);
  for (let at = 0; at < bytes.length; at += 1) decoder.write(bytes.subarray(at, at + 1));
  expect(found).toEqual(commands.map((command) => command.map((part) => Buffer.from(part))));
});

test('an entry of another program is told as an object, and one that is gone by its id', () => {
  const text = (...parts: readonly string[]): readonly Buffer[] => parts.map((part) => Buffer.from(part));
  const reply = [
    [
      Buffer.from('s'),
      [
        [Buffer.from('1-0'), text('data', 'hello')],
        [Buffer.from('2-0'), null],
        [Buffer.from('3-0'), text('user', '7', 'data', 'x')],
      ],
    ],
  ] as const;
  const { entries, missing } = readEntriesOf(reply);
  expect(entries.map(({ id, payload }) => [id, payload.toString()])).toEqual([
    ['1-0', 'hello'],
    ['3-0', '{"user":"7","data":"x"}'],
  ]);
  expect(missing).toEqual(['2-0']);
  expect(readEntriesOf(null)).toEqual({ entries: [], missing: [] });
});

test('a consumer is dead when no connection has its name', () => {
  const clients = `id=3 addr=x name=${clientNameOf('a b')} cmd=client\nid=4 addr=y name= cmd=get\nid=5 name=ipc-cat:c lib-name=x\n`;
  expect(deadAmong(['a b', 'a', 'c', ''], clients)).toEqual(['a', '']);
});

test('of equal messages as many are left over as are not held', () => {
  const buffers = (text: string): readonly Buffer[] => [...text].map((letter) => Buffer.from(letter));
  expect(without(buffers('abaca'), buffers('aab')).map(String)).toEqual(['c', 'a']);
});

test('what is asked for in one turn is done in one go, and the next turn in another', async () => {
  const done: (readonly number[])[] = [];
  const work = gathered<number>(async (items) => void done.push(items));
  await Promise.all([work(1), work(2)]);
  await work(3);
  expect(done).toEqual([[1, 2], [3]]);
});

test('a password is in no name of an address, not even one that nobody escaped', () => {
  for (const text of ['redis://:pass@h?channel=c', 'redis://u:pa/ss@h:1/0?channel=c@d', 'rediss://u:p@ss/@h?list=l']) {
    try {
      expect(parseAddress(text).name).not.toMatch(/pa\/?ss|p@ss/);
    } catch (error) {
      expect(String(error)).not.toMatch(/pa\/?ss|p@ss/);
    }
  }
});

test('an address may name a host, a port, or a Unix socket', () => {
  const where = (text: string): unknown => {
    const { address } = parseAddress(text);
    return address.type === 'redis' ? address.where : undefined;
  };
  expect(where('redis://?list=l')).toEqual({ host: 'localhost', port: 6379 });
  expect(where('redis://[::1]:7000/3?list=l')).toEqual({ host: '::1', port: 7000 });
  expect(where('redis://%2Frun%2Fredis.sock/0?list=l')).toEqual({ path: '/run/redis.sock' });
});

test.each([
  ['redis://h?list=l&ca=x', /ca goes with rediss/],
  ['redis://h?list=l&group=g', /group goes with stream/],
  ['redis://h?channel=c&list=l', /one of channel, stream and list/],
  ['redis://h/x?list=l', /the database is to be a number/],
  ['redis://h?stream=s&from=yesterday', /from is to be \$, 0 or the id/],
])('a wrong address is refused: %s', (text, why) => {
  expect(() => parseAddress(text)).toThrow(why);
});
