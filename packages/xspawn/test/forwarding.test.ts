import { expect, test } from 'vitest';
import type { Child } from '../src/child/child.ts';
import { forwarding } from '../src/child/forwarding.ts';

/** A child, as far as forwarding looks at it. */
const childThat = (got: (signal: NodeJS.Signals) => void): Child =>
  ({ forward: async (signal: NodeJS.Signals) => got(signal), ties: { isGroupOwn: true, isHeld: true } }) as Child;

test('a signal that comes while the child is being born is passed on to it', async () => {
  const signal = await new Promise((resolve) => {
    const { stop } = forwarding(() => {
      process.kill(process.pid, 'SIGUSR2');
      return childThat((name) => {
        stop();
        resolve(name);
      });
    });
  });
  expect(signal).toBe('SIGUSR2');
});
