import { expect, test } from 'vitest';
import { closingIn } from './closing.ts';

test.each([
  ['12 passed, 0 failed, 3 skipped\n', { passed: 12, failed: 0, skipped: 3 }],
  ['1 passed, 1 failed, 0 skipped\nmore\n2 passed, 0 failed, 0 skipped', { passed: 2, failed: 0, skipped: 0 }],
  ['it said: 1 passed, 1 failed, 0 skipped', undefined],
  ['', undefined],
])('the last closing line counts, and only when alone: %j', (output, closing) => {
  expect(closingIn(output)).toEqual(closing);
});
