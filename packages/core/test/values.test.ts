import { expect, test } from 'vitest';
import { assignmentValue, umaskValue } from '../src/cli/values.ts';

test.each([
  ['022', 0o022],
  ['22', 0o022],
  ['0', 0],
  ['0777', 0o777],
  ['7', 7],
  ['', undefined],
  ['8', undefined],
  ['1777', undefined],
  ['0o22', undefined],
  ['u=rwx', undefined],
  ['-1', undefined],
])('the mask %j', (text, mask) => {
  expect(umaskValue.read(text)).toBe(mask);
});

test.each(['A=1', 'A=', 'A', 'A=b=c', 'A.B=1', 'a b=c', 'é=1', 'A=\n'])('the assignment %j is taken', (text) => {
  expect(assignmentValue.read(text)).toBe(text);
});

test.each(['', '=', '=x', 'A\0=1', 'A=\0'])('the assignment %j is not', (text) => {
  expect(assignmentValue.read(text)).toBeUndefined();
});
