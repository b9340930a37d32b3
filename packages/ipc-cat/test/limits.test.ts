import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reader } from '../src/endpoint.ts';
import type { Batch } from '../src/frames/batch.ts';
import { batchOf, packedBatch } from '../src/frames/batch.ts';
import { cutterFor } from '../src/frames/cutter.ts';
import type { Framing } from '../src/frames/framing.ts';
import { pack } from '../src/frames/pack.ts';
import { splitBatch, wholeWithin } from '../src/frames/split.ts';
import { bytesOf, framesOf, messagesOf } from '../src/watch/divisible.ts';
import { limited } from '../src/watch/limited.ts';

const FRAMINGS: readonly Framing[] = ['lines', 'nul', 'length', 'json'];

const texts = fc.array(fc.stringMatching(/^[a-z]{0,9}$/), { minLength: 1, maxLength: 20 });

/** As it comes from a stream in this framing. */
const batchIn = (framing: Framing, words: readonly string[]): Batch => {
  const values = framing === 'json' ? words.map((word) => JSON.stringify(word)) : words;
  const { bytes } = pack(batchOf(values.map((value) => Buffer.from(value))), framing);
  const limits = { maxFrame: 1_000, onBad: () => expect.unreachable() };
  return cutterFor(framing, limits).push(bytes) as Batch;
};

const contents = ({ payloads }: Batch): readonly string[] => payloads.map(String);

test('a batch that is split has the same messages, in both its forms', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FRAMINGS), texts, fc.nat(20), (framing, words, at) => {
      const whole = batchIn(framing, words);
      const count = Math.min(at, words.length);
      const [first, others] = splitBatch(whole, count);
      expect([first.count, others.count]).toEqual([count, words.length - count]);
      expect([...contents(first), ...contents(others)]).toEqual(contents(whole));
      const bytes = [first, others].map((half) => half.packed?.bytes as Buffer);
      expect(Buffer.concat(bytes)).toEqual(whole.packed?.bytes);
      expect(pack(batchOf(first.payloads), framing).bytes).toEqual(bytes[0]);
    }),
  );
});

test('receipts and subjects stay with their messages', () => {
  const receipts = ['a', 'b', 'c'].map(() => ({ accept: () => {}, refuse: () => {} }));
  const payloads = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  const [first, others] = splitBatch(batchOf(payloads, { receipts, subjects: ['x', 'y', 'z'] }), 1);
  expect([first.receipts, others.receipts]).toEqual([receipts.slice(0, 1), receipts.slice(1)]);
  expect([first.subjects, others.subjects]).toEqual([['x'], ['y', 'z']]);
});

test.each([
  ['lines', 0, { count: 0, isCut: false }],
  ['lines', 1, { count: 0, isCut: true }],
  ['lines', 2, { count: 1, isCut: false }],
  ['lines', 4, { count: 1, isCut: true }],
  ['lines', 5, { count: 2, isCut: false }],
  ['length', 5, { count: 1, isCut: false }],
  ['length', 7, { count: 1, isCut: true }],
  ['length', 11, { count: 2, isCut: false }],
] as const)('of a and bb as %s, %i bytes are %j', (framing, most, expected) => {
  expect(wholeWithin(batchIn(framing, ['a', 'bb']).packed as NonNullable<Batch['packed']>, most)).toEqual(expected);
});

/** Hands out these, one a read; it remembers how many were wanted. */
const readerOf = <Item>(items: readonly Item[]): Reader<Item> & { readonly wanted: (number | undefined)[] } => {
  const left = [...items];
  const wanted: (number | undefined)[] = [];
  return {
    wanted,
    read: async (most) => {
      wanted.push(most);
      return left.shift();
    },
    cancel: () => left.splice(0),
  };
};

const all = async <Item>(reader: Reader<Item>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let item = await reader.read(); item !== undefined; item = await reader.read()) items.push(item);
  return items;
};

test('exactly so many bytes are read, however they come, and no more are asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 })), fc.nat(40), async (lengths, most) => {
      const source = readerOf(lengths.map((length) => Buffer.alloc(length)));
      let enough = 0;
      const reader = limited(source, {
        most,
        measure: bytesOf,
        isHint: true,
        onEnough: () => (enough += 1),
        drop: async () => {},
      });
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const read = (await all(reader)).reduce((sum, { length }) => sum + length, 0);
      expect(read).toBe(Math.min(total, most));
      expect(enough).toBe(total >= most ? 1 : 0);
      expect(source.wanted.every((wanted) => wanted !== undefined && wanted > 0 && wanted <= most)).toBe(true);
    }),
  );
});

test('of a batch with too many messages the first are handed on, and the receipts of the others refused', async () => {
  const deeds: string[] = [];
  const receipts = ['a', 'b', 'c'].map((name) => ({
    accept: () => void deeds.push(`accept ${name}`),
    refuse: () => void deeds.push(`refuse ${name}`),
  }));
  const source = readerOf([
    batchOf(
      ['a', 'b', 'c'].map((text) => Buffer.from(text)),
      { receipts },
    ),
  ]);
  const drop = async (rest: Batch): Promise<void> => {
    for (const receipt of rest.receipts ?? []) await receipt.refuse();
  };
  const reader = limited(source, {
    most: 2,
    measure: messagesOf,
    isHint: true,
    onEnough: () => deeds.push('enough'),
    drop,
  });
  const first = await reader.read();
  expect(first && contents(first)).toEqual(['a', 'b']);
  expect(deeds).toEqual(['refuse c']);
  expect(await reader.read()).toBeUndefined();
  expect(deeds).toEqual(['refuse c', 'enough']);
});

test('a limit of bytes cuts no message: the last that fits is the last', async () => {
  const source = readerOf([batchIn('lines', ['aaa', 'bbb', 'ccc'])]);
  const measure = framesOf('lines');
  const reader = limited(source, { most: 10, measure, isHint: false, onEnough: () => {}, drop: async () => {} });
  expect((await all(reader)).flatMap(contents)).toEqual(['aaa', 'bbb']);
});

test('a packed batch is taken apart only when somebody looks at its messages', () => {
  const lazy = packedBatch({ framing: 'lines', bytes: Buffer.from('a\nb\n') }, 2, () => expect.unreachable());
  expect(splitBatch(lazy, 1).map((half) => half.packed?.bytes.toString())).toEqual(['a\n', 'b\n']);
});
