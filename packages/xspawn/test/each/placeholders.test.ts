import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTemplate } from '../../src/each/placeholders/template.ts';
import { bytes } from './bytes.ts';

const expand = (words: readonly string[], inputs: readonly string[], inputsPerJob = inputs.length) => {
  const command = compileTemplate(words, { shell: undefined, inputsPerJob }).expand({ inputs, number: 7, slot: 2 });
  if (command.type !== 'argv') throw new Error('a shell line');
  return command.argv;
};

// What GNU parallel 20221122 makes of them.
test.each([
  ['x/y.tar.gz', 'x/y.tar', 'y.tar.gz', 'x', 'y.tar'],
  ['a.b/c', 'a.b/c', 'c', 'a.b', 'c'],
  ['.bashrc', '', '.bashrc', '.', ''],
  ['x/.b', 'x/', '.b', 'x', ''],
  ['a.', 'a', 'a.', '.', 'a'],
  ['/', '/', '', '/', ''],
  ['//', '//', '', '/', ''],
  ['a/', 'a/', '', '.', ''],
  ['a//b', 'a//b', 'b', 'a', 'b'],
  ['/x', '/x', 'x', '/', 'x'],
  ['.', '', '.', '.', ''],
  ['..', '.', '..', '.', '.'],
  ['', '', '', '.', ''],
  ['a b.png', 'a b', 'a b.png', '.', 'a b'],
])('the parts of %j are those of GNU parallel', (input, stem, last, directory, lastStem) => {
  const words = ['c', '={}=', '={.}=', '={/}=', '={//}=', '={/.}='];
  const marked = [input, stem, last, directory, lastStem].map((part) => `=${part}=`);
  expect(expand(words, [input])).toEqual(['c', ...marked]);
  expect(expand(['{}', '{.}', '{/}', '{//}', '{/.}'], [input])).toEqual([input, stem, last, directory, lastStem]);
});

test.each<[words: string[], inputs: string[], operands: string[]]>([
  [['c'], ['a'], ['c', 'a']],
  [['c'], ['a', 'b'], ['c', 'a', 'b']],
  [
    ['c', '{}'],
    ['a', 'b c'],
    ['c', 'a', 'b c'],
  ],
  [
    ['c', '-{}-'],
    ['a', 'b c'],
    ['c', '-a b c-'],
  ],
  [
    ['c', '{.}'],
    ['a.x', 'b.y'],
    ['c', 'a', 'b'],
  ],
  [
    ['c', '{2}', '{1}'],
    ['a', 'b'],
    ['c', 'b', 'a'],
  ],
  [
    ['c', '{2/.}{1.}'],
    ['a.x', 'b/c.y'],
    ['c', 'ca'],
  ],
  [
    ['c', '{-1}', '{-2/}'],
    ['x/a', 'b'],
    ['c', 'b', 'a'],
  ],
  [['c', '{#}', '{%}'], ['a'], ['c', '7', '2']],
  [['c', '{#}'], ['a'], ['c', '7']],
  [['{}', 'x'], ['a'], ['a', 'x']],
  [['c', ''], ['a'], ['c', '', 'a']],
  [['c', '{foo}', '{}'], ['a'], ['c', '{foo}', 'a']],
  [['awk', '{print $1}', '{}'], ['a'], ['awk', '{print $1}', 'a']],
  [['c', '{ }', '{0}', '{01}', '{1x}', '{...}', '{'], ['a'], ['c', '{ }', '{0}', '{01}', '{1x}', '{...}', '{', 'a']],
  [['c', '{{}}'], ['a'], ['c', '{a}']],
  [['c', '{}'], ['{}'], ['c', '{}']],
])('%j with %j becomes %j', (words, inputs, operands) => {
  expect(expand(words, inputs)).toEqual(operands);
});

test('a last job with fewer inputs goes without those that are missing', () => {
  expect(expand(['c', '{1}', '{2}', 'x{2}y', '{}'], ['a'], 2)).toEqual(['c', 'a', 'xy', 'a']);
  expect(expand(['{2}'], ['a'], 2)).toEqual(['']);
});

test.each([
  ['{3}', 2],
  ['{-3/}', 2],
  ['{2.}', 1],
])('%s asks for too much when a job has %i inputs', (placeholder, inputsPerJob) => {
  const compile = () => compileTemplate(['c', `a${placeholder}`], { shell: undefined, inputsPerJob });
  expect(compile).toThrow(`${placeholder} in the command: a job has only ${inputsPerJob} input`);
});

test('a replacement is one operand, whatever it is, and nothing in it is replaced again', () => {
  fc.assert(
    fc.property(bytes(), bytes(), (one, other) => {
      expect(expand(['c', '{2}', 'x{1}', '{1}{2}'], [one, other])).toEqual(['c', other, `x${one}`, one + other]);
    }),
  );
});

test('a job may have more inputs than a function takes arguments', () => {
  const inputs = Array.from({ length: 300_000 }, () => 'x');
  expect(expand(['c'], inputs)).toHaveLength(300_001);
});

test('whether the command is the same in each slot, and what it executes, is known beforehand', () => {
  const about = (...words: string[]) => compileTemplate(words, { shell: undefined, inputsPerJob: 1 });
  expect(about('c', '{%}')).toMatchObject({ namesSlot: true, program: 'c' });
  expect(about('{}', '{#}')).toMatchObject({ namesSlot: false, program: undefined });
  expect(compileTemplate(['{}'], { shell: 'dash', inputsPerJob: 1 })).toMatchObject({ program: 'dash' });
});
