import { shuffled } from '../rounds.ts';
import type { Step } from '../suite.ts';
import { laterWays } from './ways.ts';

const NS_PER_MS = 1_000_000;

/** The time from asking for the first to the end of the last, less the wait before the first comes, for each. In nanoseconds. */
const batchNs = (later: (call: () => void) => void, size: number): Promise<number> =>
  new Promise((resolve) => {
    let [left, asked, first] = [size, 0, 0];
    const take = (): void => {
      if (left === size) first = performance.now();
      left -= 1;
      if (left === 0) resolve(((asked - begin + (performance.now() - first)) * NS_PER_MS) / size);
    };
    const begin = performance.now();
    for (let index = 0; index < size; index += 1) later(take);
    asked = performance.now();
  });

const figure = { type: 'values', group: 'cost of a callback', unit: 'ns', better: 'less' } as const;

/** What a callback costs when many are asked for at once: the waiting is then shared, and what is left is work. */
export const costStep: Step = {
  name: 'cost',
  weight: 2,
  run: async (budgetMs, tell) => {
    const end = performance.now() + budgetMs;
    for (const { name } of laterWays) tell({ ...figure, name, values: [] }); // in the order of the table
    do {
      for (const { batch, later, name } of shuffled(laterWays))
        tell({ ...figure, name, values: [await batchNs(later, batch)] });
    } while (performance.now() < end);
  },
};
