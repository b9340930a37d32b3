// What one more idle child takes. A single reading of its PSS depends on how many there are to share with; so several are started,
// one after the other, and what counts is by how much the sum for all of them grows with each.
import { sleep } from '@proctools/core';
import { theilSen } from '../../stats/slope.ts';
import { shuffled } from '../rounds.ts';
import type { Step, SuiteSettings, Tell } from '../suite.ts';
import { type Idle, type IdleKind, idleKinds } from './idle.ts';
import { memoryOf } from './smaps.ts';

const [PSS, RSS] = ['memory that one more takes, idle (PSS)', 'resident memory of one, idle (RSS)'];

const figure = { type: 'values', unit: 'MB', better: 'less' } as const;

/** Of the interval, which is not used: rounds tell more of how far the slope may be off. */
const LEVEL = 0.95;

/** The first ones make private pages shared, and are no part of the line. */
const FIRST = 3;

/** Until a reading stays what it is, as a process does something yet after it has said that it is there. */
const settled = async (pid: number | 'self'): Promise<void> => {
  let before = Number.NaN;
  for (let turn = 0; turn < 20; turn += 1) {
    const now = memoryOf(pid)?.own ?? 0;
    if (Math.abs(now - before) < 0.02) return;
    before = now;
    await sleep(10);
  }
};

/**
 * Of all processes, and of us what we share with them. Our own pages are left out, as garbage comes and goes there; but
 * threads live in nothing else.
 */
const sumOf = (idle: readonly Idle[]): number => {
  const self = memoryOf('self');
  const isThread = idle.some(({ pid }) => pid === undefined);
  const ours = self === undefined ? 0 : isThread ? self.pss : self.pss - self.own;
  return idle.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : (memoryOf(pid)?.pss ?? 0)), ours);
};

const tellRss = (name: string, idle: readonly Idle[], tell: Tell): void => {
  const values = idle.flatMap(({ pid }) => (pid === undefined ? [] : [memoryOf(pid)?.rss ?? 0])).filter((mb) => mb > 0);
  if (values.length > 0) tell({ ...figure, group: RSS, name, values });
};

const weigh = async ({ name, start }: IdleKind, most: number, tell: Tell): Promise<void> => {
  const idle: Idle[] = [];
  const sums: (readonly [count: number, mb: number])[] = [];
  try {
    while (idle.length < most) {
      const next = await start();
      idle.push(next);
      await settled(next.pid ?? 'self');
      if (idle.length >= FIRST) sums.push([idle.length, sumOf(idle)]);
    }
    tell({ ...figure, group: PSS, name, values: [theilSen(sums, LEVEL).value] });
    tellRss(name, idle, tell);
  } finally {
    await Promise.all(idle.map(({ end }) => end()));
  }
};

/** How much memory each further child takes that does nothing. */
export const idleMemoryStep = ({ isBrief }: SuiteSettings): Step => ({
  name: 'memory',
  weight: 2,
  run: async (budgetMs, tell) => {
    if (memoryOf('self') === undefined) {
      tell({
        type: 'note',
        text: 'memory is not shown: this system does not tell the proportional share (PSS) of a process',
      });
      return;
    }
    const end = performance.now() + budgetMs;
    for (const { name } of idleKinds) for (const group of [PSS, RSS]) tell({ ...figure, group, name, values: [] });
    do {
      for (const kind of shuffled(idleKinds)) await weigh(kind, isBrief ? 6 : 10, tell);
    } while (performance.now() < end - budgetMs / 2);
  },
});
