import { expect, test } from 'vitest';
import { sleep } from '../src/sleep.ts';

const DAY_MS = 86_400_000;

test.each([24.8 * DAY_MS, 25 * DAY_MS, 50 * DAY_MS, Number.POSITIVE_INFINITY])(
  '%d ms do not end at once',
  async (ms) => {
    const give = new AbortController();
    const slept = sleep(ms, give.signal).then(() => 'slept');
    expect(await Promise.race([slept, sleep(30).then(() => 'still asleep')])).toBe('still asleep');
    give.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
  },
);

test('a time that has passed ends at once', async () => {
  await sleep(0);
  await sleep(-5);
});
