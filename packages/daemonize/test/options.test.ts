import { expect, test } from 'vitest';
import { limitValue, nameValue } from '../src/options.ts';

test.each(['a', 'A1', 'a.b_c@d-e', '9', 'x'.repeat(64)])('the name %s is taken', (name) => {
  expect(nameValue.read(name)).toBe(name);
});

test.each(['', '.', '..', '.a', '-a', '_a', 'a/b', 'a b', 'a\n', 'ä', 'a\0', 'x'.repeat(65)])(
  'the name %j is not',
  (name) => {
    expect(nameValue.read(name)).toBeUndefined();
  },
);

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
