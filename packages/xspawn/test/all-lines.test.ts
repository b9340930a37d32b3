import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitCommands } from '../src/all/commands.ts';
import { forgetful } from '../src/all/forgetful.ts';
import { labelsFor } from '../src/all/labels.ts';
import { makeUnique, nameFor, readNames } from '../src/all/names.ts';
import { wholeLines } from '../src/all/whole-lines.ts';

/** What comes out when these pieces go in, one answer for each, and the rest. */
const through = (pieces: readonly string[], longest?: number): readonly string[] => {
  const { pass, rest } = wholeLines((line) => Buffer.concat([Buffer.from('> '), line]), longest)('stdout');
  return [...pieces.map((piece) => pass(Buffer.from(piece)).toString()), rest().toString()];
};

test.each([
  [['a\nb\n'], ['> a\n> b\n', '']],
  [
    ['a', 'b', '\nc'],
    ['', '', '> ab\n', '> c\n'],
  ],
  [['\n\n'], ['> \n> \n', '']],
  [[], ['']],
  [
    ['a\r', '\n'],
    ['', '> a\r\n', ''],
  ],
])('%j becomes whole lines', (pieces, expected) => {
  expect(through(pieces)).toEqual(expected);
});

test('a line without an end is cut when it is too long to be held', () => {
  expect(through(['abc', 'def', 'g\n'], 4)).toEqual(['', '> abcdef\n', '> g\n', '']);
});

test('however a text is cut, the lines are the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'bc\n', '\n', 'd\ne', '')), (pieces) => {
      const text = pieces.join('');
      expect(through(pieces).join('')).toBe(through([text]).join(''));
    }),
  );
});

test.each([
  [
    ['A', 'a', ':::', 'B', ':::', 'C', '-x'],
    [['A', 'a'], ['B'], ['C', '-x']],
  ],
  [['A', '::::', 'b'], [['A', '::::', 'b']]],
])('%j are commands', (words, commands) => {
  expect(splitCommands(words)).toEqual(commands);
});

test.each([
  [[':::', 'B'], '1 of 2'],
  [['A', ':::'], '2 of 2'],
  [['A', ':::', ':::', 'B'], '2 of 3'],
  [['A', ':::', ''], '2 of 2'],
])('%j has an empty command', (words, which) => {
  expect(() => splitCommands(words)).toThrow(`--all: command ${which} is empty`);
});

test.each([
  ['node', false, 'node'],
  ['/usr/bin/node', false, 'node'],
  ['./run me', false, 'run me'],
  ['C:\\tools\\node.exe', false, 'node'],
  ['tsc.CMD', false, 'tsc'],
  ['a/', false, 'a/'],
  [' sort "$1" | uniq', true, 'sort'],
  ['  ', true, 'command'],
  ['a\nb', false, 'a\\x0ab'],
])('%j (a shell line: %s) is called %s', (word, isShellLine, name) => {
  expect(nameFor(word, isShellLine)).toBe(name);
});

test.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [
    ['a', 'b', 'a'],
    ['a-1', 'b', 'a-2'],
  ],
  [
    ['a', 'a-1', 'a'],
    ['a-2', 'a-1', 'a-3'],
  ],
])('%j are told apart', (names, unique) => {
  expect(makeUnique(names)).toEqual(unique);
});

test('no two names are the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'a-1', 'a-2', 'b', 'a-1-1')), (names) => {
      expect(new Set(makeUnique(names)).size).toBe(names.length);
    }),
  );
});

test('--names', () => {
  expect(readNames('web, db', 2)).toEqual(['web', 'db']);
  expect(() => readNames('web', 2)).toThrow('--names: expected a name for each of 2 commands, not 1');
  expect(() => readNames('a,b', 1)).toThrow('--names: expected a name for each of 1 command, not 2');
  expect(() => readNames('web,', 2)).toThrow('--names: a name is empty');
});

/** Shows where the colour begins and ends. */
const marking = (mark: string) => {
  const paint = (text: string): string => `${mark}${text}${mark}`;
  return { bold: paint, dim: paint, red: paint, green: paint, yellow: paint, cyan: paint };
};

test('labels are as wide as the longest, and only the name is coloured', () => {
  const labels = labelsFor(['a', '日本', 'abc'], { stdout: marking('*'), stderr: marking('') });
  expect(labels.map(({ stdout }) => stdout)).toEqual(['*[a]*    ', '*[日本]* ', '*[abc]*  ']);
  expect(labels.map(({ stderr }) => stderr)).toEqual(['[a]    ', '[日本] ', '[abc]  ']);
});

test('only the last try of a command is told that nobody reads any more, and one that comes later', () => {
  const held: (() => void)[] = [];
  const told: string[] = [];
  const nobody = { take: () => {}, ready: () => undefined };
  const { onGone } = forgetful({ ...nobody, onGone: (_, listener) => void held.push(listener) });
  for (const name of ['first', 'second', 'third']) onGone('stdout', () => told.push(name));
  onGone('stderr', () => told.push('other'));
  expect(held).toHaveLength(2);
  held[0]?.();
  expect(told).toEqual(['third']);
  onGone('stdout', () => told.push('fourth'));
  expect(told).toEqual(['third', 'fourth']);
});
