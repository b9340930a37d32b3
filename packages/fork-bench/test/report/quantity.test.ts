import { displayWidth } from '@proctools/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bar, spark } from '../../src/report/bars.ts';
import {
  digits,
  formatBytes,
  formatChange,
  formatShare,
  formatTime,
  scaleFor,
  withUnit,
} from '../../src/report/quantity.ts';
import { shortened, spelled, viewOf } from '../../src/report/view.ts';
import type { Unit } from '../../src/results.ts';

test.each([
  [0, '0.00'],
  [0.0123, '0.012'],
  [1.234, '1.23'],
  [9.994, '9.99'],
  [9.996, '10.0'],
  [99.94, '99.9'],
  [99.96, '100'],
  [1389.4, '1389'],
  [Number.NaN, '–'],
])('%s has three digits: %s', (value, text) => expect(digits(value)).toBe(text));

test.each([
  [0, '0.00 ms'],
  [0.00005, '50.0 ns'],
  [0.0483, '48.3 µs'],
  [0.99949, '999 µs'],
  [0.9996, '1.00 ms'],
  [18.51, '18.5 ms'],
  [999.6, '1.00 s'],
  [3_600_000, '3600 s'],
])('%s ms are %s', (ms, text) => expect(formatTime(ms)).toBe(text));

test('a unit that is asked for is the unit', () => {
  expect(formatTime(1.5, 'second')).toBe('0.0015 s');
  expect(formatTime(1.5, 'microsecond')).toBe('1500 µs');
});

test.each<[Unit, number, string]>([
  ['ns', 50, '50.0 ns'],
  ['ns', 1_080_000, '1.08 ms'],
  ['µs', 16.4, '16.4 µs'],
  ['/s', 1389, '1389 /s'],
  ['/s', 94_200, '94.2 k/s'],
  ['/s', 1_200_000, '1.20 M/s'],
  ['MB', 0.1, '100 kB'],
  ['MB', 6.4, '6.40 MB'],
  ['MB', 24_500, '24.5 GB'],
  ['MB/s', 5100, '5.10 GB/s'],
  ['%', 12, '12.0 %'],
  ['×', 1.95, '1.95 ×'],
])('%s: %s is %s', (unit, value, text) => expect(withUnit(value, scaleFor(unit, value))).toBe(text));

test('bytes, shares and changes', () => {
  expect(formatBytes(41_500_000)).toBe('41.5 MB');
  expect([0, 0.004, 0.0204, 0.12, 1].map(formatShare)).toEqual(['0 %', '0.4 %', '2 %', '12 %', '100 %']);
  expect([-0.03, 0.05, 0.0123, 0.00001].map(formatChange)).toEqual(['−3', '+5', '+1.2', '0']);
});

test('a bar is as long as its share, to an eighth of a place', () => {
  const lines = [0, 1 / 8 / 4, 0.25, 0.5 + 5 / 32, 1, 2, Number.NaN].map((share) => bar(share, 4, { isUnicode: true }));
  expect(lines).toEqual(['', '▏', '█', '██▋', '████', '████', '']);
});

test('where there is only ASCII, bars are of #', () => {
  expect([0, 0.01, 0.5, 1].map((share) => bar(share, 4, { isUnicode: false }))).toEqual(['', '#', '##', '####']);
});

test('no bar is wider than its place', () => {
  fc.assert(
    fc.property(fc.double(), fc.nat(60), fc.boolean(), (share, width, isUnicode) => {
      expect(displayWidth(bar(share, width, { isUnicode }))).toBeLessThanOrEqual(Math.max(width, 0));
    }),
  );
});

test('a spark has a place for each count, blank where there is none', () => {
  expect(spark([0, 1, 4, 8], { isUnicode: true })).toBe(' ▁▄█');
  expect(spark([0, 1, 4, 8], { isUnicode: false })).toBe(' .=@');
});

test.each([
  [{ LANG: 'C.UTF-8' }, true],
  [{ LANG: 'de_DE.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'C.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  [{}, false],
])('%j: more than ASCII: %s', (env, isUnicode) => expect(viewOf({ noColor: true }, env).isUnicode).toBe(isUnicode));

test('without more than ASCII our own signs have a spelling', () => {
  expect(spelled('1.2 µs ± 3 × 4 – 5 …', { isUnicode: false })).toBe('1.2 us +/- 3 x 4 - 5 ...');
});

test('a long name loses its middle', () => {
  expect(shortened('node build.js --target es2023', 11)).toBe('node …s2023');
  expect(shortened('short', 11)).toBe('short');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      expect([...shortened(text, most)].length).toBeLessThanOrEqual(most);
    }),
  );
});
