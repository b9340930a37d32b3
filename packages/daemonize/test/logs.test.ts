import { closeSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directory } from '../../../test/rig/files.ts';
import { lineCutter } from '../src/logs/lines.ts';
import { lastLines } from '../src/logs/read.ts';
import { readOpenSpan, tailSpan } from '../src/logs/tail.ts';

const BLOCK = 65_536;

/** The plain way: all of it, cut at its newlines. */
const naive = (content: Buffer, count: number, start: number): string => {
  const text = content.subarray(Math.min(start, content.length)).toString('latin1');
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  return count === 0 ? '' : lines.slice(-count).join('');
};

const tail = (file: string, count: number, start: number): string => {
  const descriptor = openSync(file, 'r');
  try {
    const { from, to } = tailSpan(descriptor, count, start);
    return Buffer.concat([...readOpenSpan(descriptor, from, to)]).toString('latin1');
  } finally {
    closeSync(descriptor);
  }
};

test('the last lines of any file are those that a plain split gives', () => {
  const file = path.join(directory(), 'log');
  const length = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 2, arbitrary: fc.integer({ min: BLOCK - 4, max: BLOCK + 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 2 * BLOCK - 3, max: 2 * BLOCK + 3 }) },
  );
  const content = fc
    .tuple(fc.array(length, { maxLength: 8 }), fc.boolean())
    .map(([lengths, complete]) => lengths.map((each) => 'é'.repeat(each)).join('\n') + (complete ? '\n' : ''))
    .map((text) => Buffer.from(text, 'latin1'));
  const start = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * BLOCK }));
  fc.assert(
    fc.property(content, fc.integer({ min: 0, max: 10 }), start, (bytes, count, from) => {
      writeFileSync(file, bytes);
      expect(tail(file, count, from) === naive(bytes, count, from)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ['', 3, []],
  ['a\nb\nc\n', 2, ['b', 'c']],
  ['a\nb\nc', 2, ['b', 'c']],
  ['a\n\n', 2, ['a', '']],
  ['\n', 1, ['']],
  ['a\nb\n', Number.POSITIVE_INFINITY, ['a', 'b']],
] as const)('the last lines of %j', (text, count, expected) => {
  const file = path.join(directory(), 'log');
  writeFileSync(file, text);
  expect(lastLines({ file, ledger: null }, count)).toEqual(expected);
});

test('a file that is not there has no last lines', () => {
  expect(lastLines({ file: path.join(directory(), 'nothing'), ledger: null }, 3)).toEqual([]);
});

test('lines come out whole, however the bytes were cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', 'é', '漢', '\u{1f600}', '\r') });
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (given, lengths) => {
      const lines: string[] = [];
      const { write, end } = lineCutter((line) => lines.push(line));
      let rest = Buffer.from(given);
      for (let turn = 0; rest.length > 0; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        write(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
      end();
      const expected = given.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(lines).toEqual(expected);
    }),
  );
});
