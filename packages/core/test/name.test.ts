import { expect, test } from 'vitest';
import { nameValue } from '../src/text/name.ts';

test.each(['a', 'A1', 'a.b_c@d-e', '9', 'x'.repeat(64)])('the name %s is taken', (name) => {
  expect(nameValue.read(name)).toBe(name);
});

test.each(['', '.', '..', '.a', '-a', '_a', 'a/b', 'a b', 'a\n', 'ä', 'a\0', 'x'.repeat(65)])(
  'the name %j is not',
  (name) => {
    expect(nameValue.read(name)).toBeUndefined();
  },
);
