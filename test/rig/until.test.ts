import { expect, test } from 'vitest';
import { until, within } from './until.ts';

test('until hands on the first true answer', async () => {
  let count = 0;
  expect(await until(() => (++count === 3 ? count : undefined), 'three')).toBe(3);
});

test('until fails with its words and the last error', async () => {
  const fails = until(
    () => {
      throw new Error('no such file');
    },
    'the log is there',
    30,
  );
  await expect(fails).rejects.toThrow(/not within 30 ms: the log is there\nlast error: .*no such file/);
});

test('within fails with its words', async () => {
  await expect(within(new Promise(() => {}), () => 'it answers', 10)).rejects.toThrow('not within 10 ms: it answers');
});
