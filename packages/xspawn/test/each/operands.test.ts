import { expect, test } from 'vitest';
import { type Linked, type List, readOperands } from '../../src/each/operands.ts';

const words = (...list: string[]): List => ({ type: 'words', words: list });
const file = (name: string): List => ({ type: 'file', file: name });

test.each<[line: string, command: string, lists: Linked[]]>([
  ['echo', 'echo', []],
  ['echo ::: a b', 'echo', [[words('a', 'b')]]],
  ['echo x ::: a ::: b c', 'echo x', [[words('a')], [words('b', 'c')]]],
  ['echo ::: a b :::+ 1 2 ::: c', 'echo', [[words('a', 'b'), words('1', '2')], [words('c')]]],
  ['echo :::: f g', 'echo', [[file('f')], [file('g')]]],
  ['echo ::: a ::::+ f', 'echo', [[words('a'), file('f')]]],
  ['echo :::', 'echo', [[words()]]],
  ['echo ::::: :: : ::: :::x', 'echo ::::: :: :', [[words(':::x')]]],
])('%s', (line, command, lists) => {
  expect(readOperands(line.split(' '), [])).toEqual({ command: command.split(' '), lists });
});

test('the files of --arg-file come first', () => {
  expect(readOperands(['c', ':::', 'a'], ['-', 'f']).lists).toEqual([[file('-')], [file('f')], [words('a')]]);
});

test.each([
  [[':::', 'a'], 'missing operand: COMMAND'],
  [['c', ':::+', 'a'], ':::+ without a list before it'],
])('%j is refused', (operands, sentence) => {
  expect(() => readOperands(operands, [])).toThrow(sentence);
});
