import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directory } from '../../../../test/rig/files.ts';
import { batched, combined, linked } from '../../src/each/inputs/combine.ts';
import { countRecords } from '../../src/each/inputs/count-records.ts';
import { openLists } from '../../src/each/inputs/open-lists.ts';
import { collect, mapped, type Pull, pullFrom } from '../../src/each/inputs/pull.ts';
import { recordCutter, type Separator } from '../../src/each/inputs/record-cutter.ts';
import { recordsOf } from '../../src/each/inputs/records.ts';
import { shuffled } from '../../src/each/inputs/shuffle.ts';
import { jobsFor, numbered } from '../../src/each/job-source.ts';
import { compileTemplate } from '../../src/each/placeholders/template.ts';

/** The plain way: a separator ends a record, and the last needs none. */
const naive = (text: string, separator: Separator): readonly string[] => {
  const records = text.split(separator);
  return records.at(-1) === '' ? records.slice(0, -1) : records;
};

const separator = fc.constantFrom<Separator>('\n', '\0');
const chunks = fc.array(fc.array(fc.constantFrom('a', 'b', '\n', '\0', '\r', '\xff')).map((text) => text.join('')));

/** Answers at once, or later. */
const sometimesLate = <Item>(pull: Pull<Item>): Pull<Item> => {
  let count = 0;
  return () => {
    count += 1;
    const item = pull();
    return count % 3 === 0 ? Promise.resolve(item) : item;
  };
};

test('however the bytes come, they are cut as a plain split cuts them', () => {
  fc.assert(
    fc.property(chunks, separator, fc.boolean(), (pieces, mark, isEager) => {
      const cutter = recordCutter(mark);
      const taken: string[] = [];
      const takeAll = () => {
        for (let record = cutter.take(); record !== undefined; record = cutter.take()) taken.push(record);
      };
      for (const piece of pieces) {
        cutter.add(Buffer.from(piece, 'latin1'));
        if (isEager) takeAll();
      }
      expect(cutter.total()).toBe(undefined);
      cutter.end();
      const expected = naive(pieces.join(''), mark);
      expect(cutter.total()).toBe(expected.length);
      takeAll();
      expect(taken).toEqual(expected);
      expect(cutter.size()).toBe(0);
    }),
  );
});

test('a stream gives its records, also while they come', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, separator, async (pieces, mark) => {
      const bytes = pieces.filter((piece) => piece !== '').map((piece) => Buffer.from(piece, 'latin1'));
      const records = recordsOf(Readable.from(bytes, { objectMode: false }), 'it', mark);
      expect(await collect(records.next)).toEqual(naive(pieces.join(''), mark));
      expect(await records.next()).toBe(undefined);
    }),
  );
});

test('no more than a little is read ahead', async () => {
  let read = 0;
  const endless = new Readable({
    read() {
      read += 1;
      this.push(Buffer.alloc(1 << 16, 'a\n'));
    },
  });
  const { next } = recordsOf(endless, 'it', '\n');
  expect(await next()).toBe('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(read).toBeLessThan(25);
  endless.destroy();
});

test('what cannot be read is told behind what could', async () => {
  const failing = new Readable({ read() {} });
  const { next } = recordsOf(failing, 'the file', '\n');
  const first = next();
  failing.push('a\nb\n');
  expect(await first).toBe('a');
  const rest = new Promise((resolve) => failing.on('error', resolve));
  failing.destroy(new Error('EIO: i/o error, read'));
  await rest;
  expect(await next()).toBe('b');
  await expect(next()).rejects.toThrow('cannot read the file');
});

test('an input that no operand could hold is a mistake', async () => {
  const endless = new Readable({ read() {} });
  const { next } = recordsOf(endless, 'it', '\n');
  const first = next();
  const push = () => {
    endless.push(Buffer.alloc(1 << 20, 'a'));
    if (!endless.destroyed) setImmediate(push);
  };
  push();
  await expect(first).rejects.toThrow('it: an input is longer than 16M');
});

test('lists side by side end with the shortest', async () => {
  const pull = linked([pullFrom(['a', 'b', 'c']), sometimesLate(pullFrom(['1', '2']))]);
  expect(await collect(pull)).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
});

test('all combinations are made, the last list changing fastest', async () => {
  const tuples = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(tuples, fc.array(tuples, { maxLength: 3 }), async (first, others) => {
      const expected = others.reduce<readonly (readonly string[])[]>(
        (all, list) => all.flatMap((tuple) => list.map((other) => [...tuple, ...other])),
        first,
      );
      expect(await collect(combined(sometimesLate(pullFrom(first)), others))).toEqual(expected);
    }),
  );
});

test('batches hold all inputs in order, and only the last is smaller', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string()), fc.integer({ min: 1, max: 5 }), async (inputs, size) => {
      const pull = mapped(sometimesLate(pullFrom(inputs)), (input) => [input]);
      const batches = await collect(batched(pull, size));
      expect(batches.flat()).toEqual(inputs);
      expect(batches.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      expect(batches.length).toBe(Math.ceil(inputs.length / size));
    }),
  );
});

test('a batch may be large', async () => {
  const count = 300_000;
  const pull = mapped(pullFrom(Array.from({ length: count }, () => 'x')), (input) => [input]);
  expect((await collect(batched(pull, 1_000_000)))[0]).toHaveLength(count);
});

test('a shuffled list has the same inputs', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      expect([...shuffled(items)].sort()).toEqual([...items].sort());
    }),
  );
  const orders = new Set(Array.from({ length: 200 }, () => shuffled([1, 2, 3]).join('')));
  expect(orders.size).toBe(6);
});

const words = (...list: string[]) => ({ type: 'words', words: list }) as const;

test('how many jobs there are is known when the lists are', async () => {
  const settings = { separator: '\n', perJob: 2, isTotalWanted: false } as const;
  const { next, total } = await openLists([[words('a', 'b', 'c')], [words('1', '2', '3')]], settings);
  expect(total()).toBe(5);
  expect((await collect(next)).length).toBe(5);
  expect((await openLists([[words('a', 'b')], [words()]], settings)).total()).toBe(0);
});

const template = compileTemplate(['c'], { shell: undefined, inputsPerJob: 1 });

test('after an error in the inputs there are no more jobs, and the reason is told once', async () => {
  for (const isLate of [false, true]) {
    const told: unknown[] = [];
    const failing = mapped(isLate ? async () => 'x' : () => 'x', (): readonly string[] => {
      throw new Error('gone');
    });
    const source = jobsFor(numbered(failing), { template, size: () => 1, onError: (error) => told.push(error) });
    expect(await source.next()).toBe(undefined);
    expect(await source.next()).toBe(undefined);
    expect(told).toEqual([new Error('gone')]);
  }
});

test('the records of a file are counted as they would be cut, from where it is read', async () => {
  const file = path.join(directory(), 'inputs');
  const content = fc.array(fc.constantFrom('a', '\n', '\0')).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(content, separator, fc.nat(3), async (text, mark, start) => {
      writeFileSync(file, text);
      const descriptor = openSync(file, 'r');
      const skipped = readSync(descriptor, Buffer.alloc(4), 0, start, null);
      expect(await countRecords(descriptor, mark)).toBe(naive(text.slice(skipped), mark).length);
      closeSync(descriptor);
    }),
    { numRuns: 30 },
  );
});
