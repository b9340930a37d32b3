// What one more idle child takes. A single reading of its PSS depends on how many there are to share with; so several are started,
// one after the other, and what counts is by how much the sum for all of them grows with each.
import { type IdleMemory, idleMemory } from '../../measure/memory/idle-memory.ts';
import { pssOf } from '../../measure/memory/pss.ts';
import { shuffled } from '../rounds.ts';
import type { Step, SuiteSettings, Tell } from '../suite.ts';
import { idleKinds } from './idle.ts';

const [PSS, RSS] = ['memory of one more, idle (PSS)', 'memory of one, idle (RSS)'];
const figure = { type: 'values', unit: 'MB', better: 'less' } as const;
const MB = 1 << 20;

/** The first ones make shared what was private before. */
const [counts, countsInBrief] = [
  { first: 3, last: 10 },
  { first: 3, last: 6 },
];

/** No system tells RSS of a thread: it has that of its process. */
const tellMemory = (name: string, { pssBytes, rssBytes }: IdleMemory, isThread: boolean, tell: Tell): void => {
  if (pssBytes !== undefined) tell({ ...figure, group: PSS, name, values: [pssBytes / MB] });
  if (!isThread) tell({ ...figure, group: RSS, name, values: [rssBytes / MB] });
};

const UNKNOWN = 'the memory that one more child takes is not shown: this system does not tell proportional sizes (PSS)';

/** How much memory each further child takes that does nothing. */
export const memoryStep = ({ isBrief }: SuiteSettings): Step => ({
  name: 'memory',
  weight: 2,
  run: async (budgetMs, tell) => {
    if (pssOf(process.pid) === undefined) tell({ type: 'note', text: UNKNOWN });
    const end = performance.now() + budgetMs;
    for (const { name } of idleKinds) for (const group of [PSS, RSS]) tell({ ...figure, group, name, values: [] });
    do {
      for (const { isThread, name, start } of shuffled(idleKinds))
        tellMemory(name, await idleMemory(start, isBrief ? countsInBrief : counts), isThread, tell);
    } while (performance.now() < end - budgetMs / 2);
  },
});
