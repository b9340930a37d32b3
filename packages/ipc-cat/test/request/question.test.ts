import { isFailure } from '@proctools/core';
import { expect, test } from 'vitest';
import type { Framing } from '../../src/frames/framing.ts';
import { printed, questionOf } from '../../src/request/question.ts';

const asked = (bytes: string, framing: Framing, { most = 100, isWhole = false } = {}): string => {
  try {
    return questionOf(Buffer.from(bytes), framing, most, isWhole).toString();
  } catch (error) {
    if (isFailure(error)) return `${error.code} ${error.message}`;
    throw error;
  }
};

test.each([
  ['a\n', 'lines', 'a'],
  ['a', 'lines', 'a'],
  ['', 'lines', ''],
  ['a\nb\n', 'lines', '65 standard input has several lines, and one line is a message'],
  ['a\n\n', 'lines', '65 standard input has several lines, and one line is a message'],
  ['{"a":\n1}\n', 'json', '{"a":\n1}'],
  ['', 'json', '65 standard input is not one JSON value'],
  ['1\n2', 'json', '65 standard input is not one JSON value'],
  ['a\n', 'nul', 'a\n'],
  ['a\0', 'nul', 'a'],
  ['a\0b', 'nul', '65 standard input has a zero byte inside, which ends a message'],
  ['a\n\0', 'length', 'a\n\0'],
] as const)('%j as %s', (bytes, framing, expected) => {
  expect(asked(bytes, framing)).toBe(expected);
});

test('where messages are kept apart by themselves, a question may have several lines', () => {
  expect(asked('a\nb\n', 'lines', { isWhole: true })).toBe('a\nb');
});

test('a question may be as long as --max-frame, and no longer', () => {
  expect(asked('abcd\n', 'lines', { most: 4 })).toBe('abcd');
  expect(asked('abcde\n', 'lines', { most: 4 })).toMatch(/^65 .*more than the 4 of --max-frame/);
});

test('an answer that is a line is printed with its end, once', () => {
  const print = (answer: string, framing: Framing) => printed(Buffer.from(answer), framing).toString();
  expect(print('a', 'lines')).toBe('a\n');
  expect(print('a\n', 'lines')).toBe('a\n');
  expect(print('1', 'json')).toBe('1\n');
  expect(print('a', 'length')).toBe('a');
  expect(print('a', 'nul')).toBe('a');
});
