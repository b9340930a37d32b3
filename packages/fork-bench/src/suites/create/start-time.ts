import { shuffled } from '../rounds.ts';
import type { Step, Tell } from '../suite.ts';
import { type Starter, starters } from './starters.ts';

const GROUP = 'time from the call';

/** Each starter as often as it says, in a random order. */
const cycleOf = (all: readonly Starter[]): readonly Starter[] =>
  shuffled(all.flatMap((starter) => Array<Starter>(starter.often).fill(starter)));

const measure = async ({ name, start }: Starter, tell: Tell, isKept: boolean): Promise<void> => {
  for (const [event, ms] of await start()) {
    const values = isKept ? [ms] : [];
    tell({ type: 'values', group: GROUP, name: `${name} → ${event}`, unit: 'ms', better: 'less', values });
  }
};

/**
 * How long it takes until a child does something. One at a time, and each is gone before the next is started; all ways in turn,
 * in a random order, so that a disturbance meets all of them. The first turn is in our order, for the table's sake, and is no
 * sample: it loads what Node loads on demand.
 */
export const startTimeStep: Step = {
  name: 'time to start',
  weight: 3,
  run: async (budgetMs, tell) => {
    const all: readonly Starter[] = Object.values(starters);
    const end = performance.now() + budgetMs;
    for (const starter of all) await measure(starter, tell, false);
    do {
      for (const starter of cycleOf(all)) await measure(starter, tell, true);
    } while (performance.now() < end);
  },
};
