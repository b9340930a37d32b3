import { expect, test } from 'vitest';
import { assignmentValue, limitValue, nameValue, umaskValue } from '../src/options.ts';

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

test.each(['a', 'A1', 'a.b_c@d-e', '9', 'x'.repeat(64)])('the name %s is taken', (name) => {
  expect(nameValue.read(name)).toBe(name);
});

test.each(['', '.', '..', '.a', '-a', '_a', 'a/b', 'a b', 'a\n', 'ä', 'a\0', 'x'.repeat(65)])(
  'the name %j is not',
  (name) => {
    expect(nameValue.read(name)).toBeUndefined();
  },
);

test.each(['A=1', 'A=', 'A', 'A=b=c', 'A.B=1', 'a b=c', 'é=1', 'A=\n'])('the assignment %j is taken', (text) => {
  expect(assignmentValue.read(text)).toBe(text);
});

test.each(['', '=', '=x', 'A\0=1', 'A=\0'])('the assignment %j is not', (text) => {
  expect(assignmentValue.read(text)).toBeUndefined();
});

test.each([
  ['nofile=4096', { resource: 'nofile', value: '4096' }],
  ['nofile=1024:4096', { resource: 'nofile', value: '1024:4096' }],
  ['core=unlimited', { resource: 'core', value: 'unlimited' }],
  ['as=0:unlimited', { resource: 'as', value: '0:unlimited' }],
  ['nofile', undefined],
  ['nofile=', undefined],
  ['nofile=-1', undefined],
  ['nofile=1:', undefined],
  ['nofile=1k', undefined],
  ['files=1', undefined],
  ['=1', undefined],
  ['toString=1', undefined],
])('the limit %j', (text, limit) => {
  expect(limitValue.read(text)).toEqual(limit);
});
