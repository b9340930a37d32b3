import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BadFrame } from '../src/frames/bad-frame.ts';
import { type Batch, batchOf } from '../src/frames/batch.ts';
import { cutterFor } from '../src/frames/cutter.ts';
import type { Framing } from '../src/frames/framing.ts';
import { pack } from '../src/frames/pack.ts';

const FRAMINGS: readonly Framing[] = ['lines', 'nul', 'length', 'json'];
const DELIMITER: Readonly<Record<Framing, number | undefined>> = { lines: 10, json: 10, nul: 0, length: undefined };

/** Messages that can be told apart in this framing. */
const messagesIn = (framing: Framing): fc.Arbitrary<readonly Buffer[]> => {
  if (framing === 'json') return fc.array(fc.json().map((text) => Buffer.from(text)));
  const any = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  const delimiter = DELIMITER[framing];
  return fc.array(delimiter === undefined ? any : any.filter((bytes) => !bytes.includes(delimiter)));
};

/** Where the stream is cut into what is read at once. */
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

/** Feeds the bytes in such pieces, over and over; what was handed in is overwritten afterwards, as readers do. */
const cutApart = (
  framing: Framing,
  bytes: Buffer,
  lengths: readonly number[],
  maxFrame = 1 << 20,
  isStrict = false,
) => {
  const bad: BadFrame[] = [];
  const cutter = cutterFor(framing, { maxFrame, isStrict, onBad: (one) => bad.push(one) });
  const messages: Buffer[] = [];
  const take = (batch: Batch | undefined): void => {
    if (!batch) return;
    expect(batch.payloads).toHaveLength(batch.count);
    expect(pack(batch, framing).bytes).toEqual(pack(batchOf(batch.payloads), framing).bytes);
    for (const payload of batch.payloads) messages.push(Buffer.from(payload));
  };
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    const piece = Buffer.from(bytes.subarray(at, at + length));
    take(cutter.push(piece));
    piece.fill(0x5a);
    at += length;
  }
  take(cutter.end());
  return { messages, bad };
};

const packed = (framing: Framing, messages: readonly Buffer[]): Buffer => pack(batchOf(messages), framing).bytes;

describe.each(FRAMINGS)('%s', (framing) => {
  test('any messages come out as they were, wherever the stream is cut', () => {
    fc.assert(
      fc.property(messagesIn(framing), cuts, (messages, lengths) => {
        const apart = cutApart(framing, packed(framing, messages), lengths);
        expect(apart).toEqual({ messages, bad: [] });
      }),
    );
  });

  test('one that is too long is told with its place and length, and the others are as they were', () => {
    const most = 20;
    fc.assert(
      fc.property(messagesIn(framing), cuts, (messages, lengths) => {
        const apart = cutApart(framing, packed(framing, messages), lengths, most);
        const header = framing === 'length' ? 4 : 0;
        const footer = framing === 'length' ? 0 : 1;
        let position = 0;
        const bad = messages.flatMap((message): BadFrame[] => {
          const at = position;
          position += header + message.length + footer;
          return message.length > most ? [{ why: 'too-long', position: at, length: message.length }] : [];
        });
        expect(apart).toEqual({ messages: messages.filter(({ length }) => length <= most), bad });
      }),
    );
  });

  test('where the first bad one is the end, nothing behind it is a message any more', () => {
    const most = 20;
    fc.assert(
      fc.property(messagesIn(framing), cuts, (messages, lengths) => {
        const { bad, messages: good } = cutApart(framing, packed(framing, messages), lengths, most, true);
        const first = messages.findIndex(({ length }) => length > most);
        expect(good).toEqual(first < 0 ? messages : messages.slice(0, first));
        expect(bad).toHaveLength(first < 0 ? 0 : 1);
      }),
    );
  });
});

test.each(['lines', 'nul'] as const)('%s: a last message needs no end', (framing) => {
  expect(cutApart(framing, Buffer.from('a'), [1]).messages).toEqual([Buffer.from('a')]);
});

test('length: what the end of the data cuts off is told with its place', () => {
  const whole = packed('length', [Buffer.from('abc'), Buffer.from('defgh')]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), cuts, (missing, lengths) => {
      const { bad, messages } = cutApart('length', whole.subarray(0, whole.length - missing), lengths);
      expect(messages).toEqual([Buffer.from('abc')]);
      expect(bad).toEqual([{ why: 'cut-off', position: 7, length: 9 - missing }]);
    }),
  );
});

test('length: what the end of the data cuts off inside of a message that is too long is told once', () => {
  const { bad } = cutApart('length', Buffer.from('\0\0\0\x64abc', 'latin1'), [3], 10);
  expect(bad).toEqual([{ why: 'too-long', position: 0, length: 100 }]);
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Lines that their neighbours could make whole, or break. */
const NASTY = [
  '1,2',
  '[1',
  '2]',
  '"a',
  'b"',
  '{"a":',
  '1}',
  '],[',
  '"',
  '""',
  ',',
  '1',
  'null',
  '{}',
  '[]',
  '1 2',
  '\\',
];
const MORE = ['"\\', '1,"x",2', '\t1\r', '\u2028', '// 1', 'NaN', '-', '-0', '1e999', '"\\ud800"', '\0', '}{', '0x1'];

describe('json takes exactly the lines that JSON.parse takes', () => {
  const check = (lines: readonly string[], lengths: readonly number[]): void => {
    const { bad, messages } = cutApart('json', Buffer.from(lines.map((line) => `${line}\n`).join('')), lengths);
    expect(messages.map(String)).toEqual(lines.filter(isJson));
    expect(bad.map(({ why }) => why)).toEqual(
      lines.filter((line) => !isJson(line) && !/^[ \t\r]*$/.test(line)).map(() => 'not-json'),
    );
  };

  test('of any text', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 10 })
      .map((one) => Buffer.from(one.replaceAll('\n', ' ')).toString());
    fc.assert(fc.property(fc.array(fc.oneof(text, fc.json({ maxDepth: 1 })), { maxLength: 20 }), cuts, check), {
      numRuns: 50,
    });
  });

  test('whatever their neighbours are', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...NASTY, ...MORE)), cuts, check));
    check([...NASTY, ...MORE], [1_000]);
  });

  test('a bad line is told with its place in the stream', () => {
    fc.assert(
      fc.property(cuts, (lengths) => {
        const { bad } = cutApart('json', Buffer.from('{"a":1}\n\nnope\n[\n2\né!\n3'), lengths);
        expect(bad).toEqual([
          { why: 'not-json', position: 9, length: 4 },
          { why: 'not-json', position: 14, length: 1 },
          { why: 'not-json', position: 18, length: 3 },
        ]);
      }),
    );
  });
});

describe('packed in another framing', () => {
  test('JSON over several lines becomes one line; other text with a newline is left out, and counted', () => {
    const messages = ['{\n"a": 1\n}', 'a\nb', '2'].map((text) => Buffer.from(text));
    const json = pack(batchOf(messages), 'json');
    expect({ ...json, bytes: json.bytes.toString() }).toEqual({ bytes: '{"a":1}\n2\n', unfit: 1 });
    const lines = pack(batchOf(messages), 'lines');
    expect({ ...lines, bytes: lines.bytes.toString() }).toEqual({ bytes: '2\n', unfit: 2 });
  });

  test('a message with a NUL is no message between NULs', () => {
    expect(pack(batchOf([Buffer.from('a\0b'), Buffer.from('c\n')]), 'nul')).toEqual({
      bytes: Buffer.from('c\n\0'),
      unfit: 1,
    });
  });
});
