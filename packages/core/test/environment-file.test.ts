import { expect, test } from 'vitest';
import { Failure } from '../src/failure.ts';
import { parseEnvironmentFile } from '../src/process/environment-file.ts';

test.each<[string, object]>([
  ['', {}],
  ['# a comment\n\n', {}],
  ['A=1\nB="x y"\n', { A: '1', B: 'x y' }],
  ['export A=1', { A: '1' }],
  ['A = 1', { A: '1' }],
  ['A=', { A: '' }],
  ['A=b=c', { A: 'b=c' }],
  ['_A.b-c=1', { '_A.b-c': '1' }],
  ['A="first\nsecond"', { A: 'first\nsecond' }],
  ["A='first\n# no comment\n'\nB=`x\n\"y`\n", { A: 'first\n# no comment\n', B: 'x\n"y' }],
  ['A="unclosed\nB=2', { A: '"unclosed', B: '2' }],
  ['A=it\'s # "one\nB=2', { A: "it's", B: '2' }],
  ['A=1\r\n\r\n# x\r\nB=2\r\n', { A: '1', B: '2' }],
  ['\ufeffA=1', { A: '1' }],
  ['  \n  A=1  \n', { A: '1' }],
])('%j', (text, variables) => {
  expect(parseEnvironmentFile('.env', text)).toEqual(variables);
});

test.each([
  ['A=1\nno variable here\nB=2\n', 'no variable here'],
  ['A=1\n1A=2\n', '1A=2"'],
  ['no variable here', 'no variable here"'],
  ['A=1\nno variable here\n', 'no variable here"'],
  ['A=1\nB\n# C\n', 'B"'],
  ['A: 1\n', 'A: 1"'],
  ['=1\n', '=1"'],
  ['a b=1\n', 'a b'],
  ['\u001b[31m=1\n', '\\x1b[31m'],
])('%j is refused with the line', (text, line) => {
  const parse = () => parseEnvironmentFile('/etc/my.env', text);
  expect(parse).toThrow(Failure);
  expect(parse).toThrow(`--env-file: /etc/my.env: not a variable: "${line}`);
});
