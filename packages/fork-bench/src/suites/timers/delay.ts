import { shuffled } from '../rounds.ts';
import type { Step } from '../suite.ts';
import { laterWays } from './ways.ts';

const US_PER_MS = 1_000;

/** Nothing else waits to be called: the time until the callback runs is the whole of it. In microseconds. */
const chainUs = (later: (call: () => void) => void, length: number): Promise<number> =>
  new Promise((resolve) => {
    let left = length;
    const begin = performance.now();
    const next = (): void => {
      left -= 1;
      if (left > 0) later(next);
      else resolve(((performance.now() - begin) * US_PER_MS) / length);
    };
    later(next);
  });

const figure = { type: 'values', group: 'time until the callback', unit: 'µs', better: 'less' } as const;

/**
 * From asking to being called, when nothing else is to be done: many in a chain, where each callback asks for the next, since a
 * single one is shorter than what it takes to read the clock twice.
 */
export const delayStep: Step = {
  name: 'delay',
  weight: 2,
  run: async (budgetMs, tell) => {
    const end = performance.now() + budgetMs;
    for (const { name } of laterWays) tell({ ...figure, name, values: [] }); // in the order of the table
    do {
      for (const { chain, later, name } of shuffled(laterWays))
        tell({ ...figure, name, values: [await chainUs(later, chain)] });
    } while (performance.now() < end);
  },
};
