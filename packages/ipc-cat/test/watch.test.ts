import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf } from '../src/frames/batch.ts';
import { lookEveryMs } from '../src/watch/idle.ts';
import { nextLineMs } from '../src/watch/progress.ts';
import { courseOf, progressText, recent, type Sample } from '../src/watch/progress-line.ts';
import { paidAfter, pieceBytes } from '../src/watch/rated.ts';
import { recordFormat } from '../src/watch/record-format.ts';

/** When all of it has been paid, from 0 on; each piece lasts so long at this rate, and is handed on so late. */
const paidFor = (rate: number, pieces: readonly { readonly lastsMs: number; readonly lateMs: number }[]): number => {
  let [now, paid] = [0, 0];
  for (const { lastsMs, lateMs } of pieces) {
    paid = paidAfter(paid, now, (rate * lastsMs) / 1_000, rate);
    now = Math.max(now, paid) + lateMs;
  }
  return paid;
};

const piecesOf = (leastMs: number) =>
  fc.array(fc.record({ lastsMs: fc.integer({ min: leastMs, max: 5_000 }), lateMs: fc.nat(90) }), { minLength: 1 });

const lasting = (pieces: readonly { readonly lastsMs: number }[]): number =>
  pieces.reduce((sum, { lastsMs }) => sum + lastsMs, 0);

test('a rate is exact over time, however late each piece is handed on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), piecesOf(90), (rate, pieces) => {
      expect(paidFor(rate, pieces)).toBeCloseTo(lasting(pieces), 3);
    }),
  );
});

test('a rate is never exceeded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), piecesOf(0), (rate, pieces) => {
      expect(paidFor(rate, pieces)).toBeGreaterThanOrEqual(lasting(pieces) - 0.001);
    }),
  );
});

test('what was not used for longer than a tenth of a second is not made up for', () => {
  expect(paidAfter(0, 60_000, 1_000, 1_000)).toBe(60_900);
  expect(paidAfter(60_500, 60_000, 1_000, 1_000)).toBe(61_500);
});

test.each([
  [10, 1],
  [1_000, 50],
  [10 * 1024 * 1024, 524_288],
])('at %i bytes a second a piece has at most %i bytes', (rate, bytes) => {
  expect(pieceBytes(rate)).toBe(bytes);
});

test.each([
  [50, 5],
  [1_000, 50],
  [3_600_000, 1_000],
])('a timeout of %i ms is looked after every %i ms', (timeoutMs, everyMs) => {
  expect(lookEveryMs(timeoutMs)).toBe(everyMs);
});

test.each([
  [0, 1_000],
  [5_000, 1_000],
  [60_000, 6_000],
  [7_200_000, 60_000],
])('after %i ms the next line comes in %i ms', (elapsedMs, inMs) => {
  expect(nextLineMs(elapsedMs)).toBe(inMs);
});

const sample = (elapsedMs: number, bytes: number, messages = 0, back?: number): Sample => ({
  elapsedMs,
  there: { bytes, messages },
  back: back === undefined ? undefined : { bytes: back, messages: 0 },
});

const M = 1024 * 1024;

test.each([
  [[sample(0, 0), sample(2_000, 20 * M)], undefined, '20M  10M/s  2s'],
  [[sample(0, 0, 0, 0), sample(2_000, 20 * M, 3, 512)], undefined, '> 20M (3 messages)  < 512  10M/s  2s'],
  [
    [sample(0, 0), sample(2_000, 20 * M)],
    { way: 'there', unit: 'bytes', count: 50 * M },
    '[############..................] 20M  10M/s  2s  40%  3s left',
  ],
  [
    [sample(0, 0, 0), sample(2_000, M, 1)],
    { way: 'there', unit: 'messages', count: 4 },
    '[#######.......................] 1M (1 message)  512k/s  2s  25%  6s left',
  ],
  [[sample(0, 0), sample(2_000, 0)], { way: 'there', unit: 'bytes', count: 0 }, `[${'#'.repeat(30)}] 0  0/s  2s  100%`],
] as const)('%j of %j reads %s', (samples, total, text) => {
  expect(progressText(courseOf(samples, total), 100)).toBe(text);
});

test('the line is narrower than the terminal, whatever is in it', () => {
  const course = courseOf([sample(0, 0, 0, 0), sample(3_000, 5 * M, 9_999, 7)], {
    way: 'there',
    unit: 'bytes',
    count: 9 * M,
  });
  for (let columns = 0; columns < 120; columns += 1) {
    expect(progressText(course, columns).length).toBeLessThanOrEqual(Math.max(columns - 1, 0));
  }
});

test('the rate is that of the last five seconds', () => {
  let samples: readonly Sample[] = [sample(0, 0)];
  for (let second = 1; second <= 20; second += 1) samples = recent(samples, sample(second * 1_000, second * second));
  expect(samples.map(({ elapsedMs }) => elapsedMs)).toEqual([15_000, 16_000, 17_000, 18_000, 19_000, 20_000]);
  expect(courseOf(samples, undefined).bytesPerSecond).toBe((400 - 225) / 5);
});

const NOW = new Date('2026-11-28T09:42:02.123Z');
const STAMP = '2026-11-28T09:42:02.123Z';
const two = batchOf([Buffer.from('{"a":1}'), Buffer.from('"b"')]);

test.each([
  [{ hex: false, timestamps: false, framing: undefined }, Buffer.from('abc'), 'abc'],
  [{ hex: false, timestamps: true, framing: undefined }, Buffer.from('abc'), `${STAMP} > 3 bytes\nabc\n`],
  [{ hex: false, timestamps: true, framing: undefined }, Buffer.from('abc\n'), `${STAMP} > 4 bytes\nabc\n`],
  [{ hex: false, timestamps: false, framing: 'json' }, two, '{"a":1}\n"b"\n'],
  [{ hex: false, timestamps: true, framing: 'json' }, two, `${STAMP} > {"a":1}\n${STAMP} > "b"\n`],
  [{ hex: false, timestamps: false, framing: 'lines' }, batchOf([Buffer.from('a\nb')]), 'a\nb\n'],
  [{ hex: false, timestamps: false, framing: 'length' }, batchOf([Buffer.from('ab')]), '\0\0\0\x02ab'],
  [
    { hex: true, timestamps: true, framing: undefined },
    Buffer.from('a\n'),
    `> ${STAMP} 2 bytes\n> 00000000  61 0a                                             |a.|\n`,
  ],
] as const)('%j of %s is recorded as %j', (style, passed, text) => {
  expect(recordFormat(style)('>', passed, NOW).toString()).toBe(text);
});

test('each way has offsets of its own in a dump', () => {
  const format = recordFormat({ hex: true, timestamps: false, framing: undefined });
  const rows = [
    format('>', Buffer.from('0123456789abcdefXY'), NOW),
    format('<', Buffer.from('Z'), NOW),
    format('>', Buffer.from('!'), NOW),
  ];
  expect(Buffer.concat(rows).toString()).toBe(
    [
      '> 00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|',
      '> 00000010  58 59                                             |XY|',
      '< 00000000  5a                                                |Z|',
      '> 00000012  21                                                |!|',
      '',
    ].join('\n'),
  );
});
