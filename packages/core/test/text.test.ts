import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTable, wrapText } from '../src/text/columns.ts';
import { formatDuration, parseDuration } from '../src/text/duration.ts';
import { formatSize, parseSize } from '../src/text/size.ts';
import { styleFor } from '../src/text/style.ts';
import { displayWidth } from '../src/text/width.ts';

const ESCAPE = '\u001b';

test.each([
  ['', 0],
  ['plain', 5],
  ['déjà – “vu” → ─', 15],
  ['e\u0301', 1],
  ['漢字', 4],
  ['한글', 4],
  ['👍', 2],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
  [`${ESCAPE}[1;31mred${ESCAPE}[0m`, 3],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe('a table', () => {
  test('has two spaces between columns and none at the end of a line', () => {
    const rows = [
      ['NAME', 'PID', 'STATE'],
      ['漢字', '7', ''],
      ['a', '12345', 'running'],
    ];
    expect(formatTable(rows, ['left', 'right'])).toBe('NAME    PID  STATE\n漢字      7\na     12345  running\n');
  });

  test('of nothing is nothing', () => expect(formatTable([])).toBe(''));
});

test('wrapped text keeps its words and its width', () => {
  const word = fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom('a', 'b', '-') });
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 10, max: 40 }), (words, width) => {
      const lines = wrapText(words.join(' '), width);
      expect(lines.join(' ')).toBe(words.join(' '));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

test.each([
  [{}, false, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '1' }, true, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ TERM: 'dumb' }, false, false],
])('with %j and --no-color %s, colour is %s where there is no terminal', (env, noColor, coloured) => {
  expect(styleFor(1, noColor, env).red('x')).toBe(coloured ? `${ESCAPE}[31mx${ESCAPE}[39m` : 'x');
});

test.each([
  ['250ms', 250],
  ['10s', 10_000],
  ['10', 10_000],
  ['1.5h', 5_400_000],
  ['0', 0],
  ['', undefined],
  ['-1s', undefined],
  ['1w', undefined],
])('the duration %j is %s ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  [850, '850ms'],
  [4_200, '4.2s'],
  [59_999, '1m'],
  [200_000, '3m 20s'],
  [7_500_000, '2h 5m'],
])('%i ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  ['512', 512],
  ['64k', 65_536],
  ['10M', 10_485_760],
  ['1.5G', 1_610_612_736],
  ['', undefined],
  ['k', undefined],
])('the size %j is %s bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

test.each([
  [0, '0'],
  [512, '512'],
  [1_536, '1.5k'],
  [41_943_040, '40M'],
])('%i bytes read %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));
