import { expect, test } from 'vitest';
import type { Framing } from '../../src/frames/framing.ts';
import { answerOf, inputOf, type Target } from '../../src/reply/answer.ts';

const told = (output: string, framing: Framing | undefined, target: Target): readonly string[] | string => {
  const answer = answerOf(Buffer.from(output), framing, target);
  return answer.type === 'answer' ? answer.payloads.map(String) : answer.why;
};

test.each([
  // To who waits for one answer: a line, whose end need not be written.
  ['a\n', 'lines', 'frames', ['a']],
  ['a', 'lines', 'frames', ['a']],
  ['', 'lines', 'frames', ['']],
  ['\n', 'lines', 'frames', ['']],
  ['a\nb\n', 'lines', 'frames', 'several-lines'],
  ['a\n\n', 'lines', 'frames', 'several-lines'],
  // Where messages are kept apart, lines are nothing special.
  ['a\nb\n', 'lines', 'whole', ['a\nb']],
  ['', 'lines', 'whole', ['']],
  // Where nobody waits, the output is what it is.
  ['a\nb\n', 'lines', 'output', ['a', 'b']],
  ['a\n\nb', 'lines', 'output', ['a', '', 'b']],
  ['', 'lines', 'output', []],
  // JSON is one value, on however many lines; who says nothing does not answer.
  ['{"a":\n1}\n', 'json', 'frames', ['{"a":\n1}']],
  ['', 'json', 'frames', []],
  ['\n', 'json', 'whole', []],
  ['1\n2\n', 'json', 'frames', 'not-json'],
  ['1\n2\n', 'json', 'output', ['1', '2']],
  ['1\nx\n', 'json', 'output', 'not-json'],
  ['nonsense', 'json', 'whole', 'not-json'],
  // All bytes count.
  ['a\n', 'length', 'frames', ['a\n']],
  ['', 'length', 'frames', ['']],
  ['a\n', 'nul', 'frames', ['a\n']],
  ['a\0b', 'nul', 'frames', 'zero-byte'],
  ['a\0b', 'nul', 'whole', ['a\0b']],
  ['a\nb\n', undefined, 'frames', ['a\nb\n']],
  ['', undefined, 'output', []],
] as const)('%j as %s to %s', (output, framing, target, expected) => {
  expect(told(output, framing, target)).toEqual(expected);
});

test('the command reads a line with its end, and other messages as they are', () => {
  const read = (framing: Framing | undefined) => Buffer.concat(inputOf(Buffer.from('a'), framing)).toString();
  expect((['lines', 'json', 'nul', 'length', undefined] as const).map(read)).toEqual(['a\n', 'a\n', 'a', 'a', 'a']);
});
