import { expect, test } from 'vitest';
import { limitValue } from '../src/options.ts';

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
