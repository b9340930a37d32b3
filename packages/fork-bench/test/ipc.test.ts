import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf, frameReader, lineReader, messageIn } from '../src/suites/ipc/frames.ts';
import { bytesFor, marks, textFor } from '../src/suites/ipc/message.ts';
import { createRates } from '../src/suites/ipc/meters/rates.ts';
import { cpusIn, placesFor } from '../src/suites/ipc/places.ts';
import { createResponder } from '../src/suites/ipc/responder.ts';
import { acknowledgedAtOnce, windowFor } from '../src/suites/ipc/window.ts';

/** The bytes, cut at these places. */
const cut = (bytes: Buffer, places: readonly number[]): readonly Buffer[] => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

const places = fc.array(fc.nat(), { maxLength: 12 });

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), places, (messages, at) => {
      const found: Uint8Array[] = [];
      const read = frameReader((frame) => found.push(Uint8Array.from(messageIn(frame))));
      cut(Buffer.concat(messages.map(frameOf)), at).forEach(read);
      expect(found).toEqual(messages);
    }),
  );
});

test('lines come out as they went in, however the stream is cut', () => {
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), places, (lines, at) => {
      const found: string[] = [];
      const read = lineReader((text) => found.push(text));
      cut(Buffer.from(lines.map((text) => `${text}\n`).join('')), at).forEach(read);
      expect(found).toEqual(lines);
    }),
  );
});

test('a message has its size and its mark, as bytes and as text', () => {
  expect(bytesFor('echo', 64)).toHaveLength(64);
  expect(bytesFor('count', 64)[0]).toBe(marks.count);
  expect(Buffer.from(textFor('echo', 64))).toEqual(Buffer.from(bytesFor('echo', 64)));
});

test('what is acknowledged at once always fits into the window, and into what process.send takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 26 }), (bytes) => {
      const once = acknowledgedAtOnce(bytes);
      expect(once).toBeGreaterThanOrEqual(1);
      expect(windowFor(bytes) % once).toBe(0);
      expect(windowFor(bytes)).toBeGreaterThanOrEqual(8);
      if (once > 1) expect(once * bytes).toBeLessThan(128 << 10);
    }),
  );
  expect([64, 4_096, 1 << 20].map(windowFor)).toEqual([256, 256, 8]);
});

test('the far end echoes what is marked so, and acknowledges the rest in batches', () => {
  const respond = createResponder();
  const counted = Array.from({ length: 128 }, () => respond(marks.count, 64));
  expect(counted.filter(Boolean)).toEqual(['acknowledge', 'acknowledge']);
  expect(counted.at(-1)).toBe('acknowledge');
  expect(respond(marks.echo, 64)).toBe('echo');
});

test('a rate is taken for each span after the first part of the time', () => {
  const rates = createRates(1_000, 0);
  for (let now = 10; now < 1_000; now += 10) expect(rates.add(now < 250 ? 1 : 20, now)).toBe(false);
  expect(rates.add(20, 1_000)).toBe(true);
  expect(new Set(rates.all())).toEqual(new Set([2_000]));
});

test('when all came too late, there is one rate all the same', () => {
  const rates = createRates(100, 0);
  expect(rates.add(8, 200)).toBe(true);
  expect(rates.all()).toEqual([40]);
});

test.each([
  ['0-2,8\n', [0, 1, 2, 8]],
  ['3', [3]],
  ['', []],
])('the kernel writes %j for these processors', (list, cpus) => {
  expect(cpusIn(list)).toEqual(cpus);
});

const alone = (cpu: number): readonly number[] => [cpu];
const inPairs = (cpu: number): readonly number[] => [cpu & ~1, cpu | 1];

test.each([
  ['free', [0, 1], alone, { near: undefined, far: undefined }],
  ['same', [0, 1], alone, { near: 0, far: 0 }],
  ['cross', [0, 1], alone, { near: 0, far: 1 }],
  ['cross', [0, 1], inPairs, { near: 0, far: 1 }],
  ['cross', [0, 1, 2, 3], inPairs, { near: 1, far: 2 }],
  ['cross', [4], alone, undefined],
  ['same', [4], alone, { near: 4, far: 4 }],
  ['same', [], alone, undefined],
] as const)('pinned %s among %j, the ends go to their places', (pin, allowed, siblingsOf, expected) => {
  expect(placesFor(pin, allowed, siblingsOf)).toEqual(expected);
});
