import { shuffled } from '../rounds.ts';
import type { Step } from '../suite.ts';
import { type Starter, starters } from './starters.ts';

const GROUP = 'time from the call';

/** Each starter as often as it says, in a random order. */
const cycleOf = (all: readonly Starter[]): readonly Starter[] =>
  shuffled(all.flatMap((starter) => Array<Starter>(starter.often).fill(starter)));

/**
 * How long it takes until a child does something. One at a time, and each is gone before the next is started; all ways in turn,
 * in a random order, so that a disturbance meets all of them. The first turn is no sample: it loads what Node loads on demand.
 */
export const startTimeStep: Step = {
  name: 'time to start',
  weight: 3,
  run: async (budgetMs, tell) => {
    const all: readonly Starter[] = Object.values(starters);
    for (const { start } of shuffled(all)) await start();
    const end = performance.now() + budgetMs;
    do {
      for (const { name, start } of cycleOf(all))
        for (const [event, ms] of await start())
          tell({ type: 'values', group: GROUP, name: `${name} → ${event}`, unit: 'ms', better: 'less', values: [ms] });
    } while (performance.now() < end);
  },
};
