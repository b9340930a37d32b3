import { shuffled } from '../rounds.ts';
import type { Step, SuiteSettings, Tell } from '../suite.ts';
import { cpuWithChildrenMs } from './cpu-time.ts';
import { type Starter, starters } from './starters.ts';

const [RATE, CPU] = ['how many a second', 'CPU time for each, parent and child'];

/** What is worth more than one at a time. */
const counted: readonly Starter[] = [
  starters.spawnTrue,
  starters.spawnSyncTrue,
  starters.execFile,
  starters.exec,
  starters.fork,
  starters.thread,
];
const inBrief: readonly Starter[] = [starters.spawnTrue, starters.fork, starters.thread];

/** One starter, with so many under way at once. */
interface Load {
  readonly starter: Starter;
  readonly atOnce: number;
}

/** As many at once as there are workers, and twice as many as the most of them. */
export const levelsOf = (workers: readonly number[]): readonly number[] => [
  ...new Set([...workers, 2 * Math.max(...workers)]),
];

const loadsOf = (all: readonly Starter[], levels: readonly number[]): readonly Load[] =>
  all.flatMap((starter) => (starter.isBlocking ? [1] : levels).map((atOnce) => ({ starter, atOnce })));

/** When each was gone: from the first that was, while there were always so many under way. */
const endingsOf = async ({ atOnce, starter }: Load, ms: number): Promise<readonly number[]> => {
  const endings: number[] = [];
  const end = performance.now() + ms;
  const isEnough = (): boolean => performance.now() >= end && endings.length > 2 * atOnce;
  const keepOn = async (): Promise<void> => {
    while (!isEnough()) {
      await starter.start();
      endings.push(performance.now());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepOn));
  return endings;
};

/**
 * How many a second, from the times at which they ended: the first ones and the last ones are left out, as there were fewer
 * under way then.
 */
export const rateOf = (endings: readonly number[], atOnce: number): number => {
  const steady = endings.slice(atOnce - 1, endings.length - atOnce + 1);
  const [first = Number.NaN, last = Number.NaN] = [steady[0], steady.at(-1)];
  return ((steady.length - 1) * 1_000) / (last - first);
};

const nameOf = ({ atOnce, starter }: Load): string => `${starter.name}, ${atOnce} at once`;

/** What was used for how many. */
interface Used {
  readonly cpuMs: number;
  readonly count: number;
}

const tellCpu = (used: ReadonlyMap<string, Used>, tell: Tell): void => {
  for (const [name, { count, cpuMs }] of used)
    tell({ type: 'values', group: CPU, name, unit: 'ms', better: 'less', values: [cpuMs / count] });
};

/** How many can be started in a second, and what CPU time each takes. In batches, all of them in turn, in a random order. */
export const rateStep = ({ isBrief, workers }: SuiteSettings): Step => ({
  name: 'rate',
  weight: 4,
  run: async (budgetMs, tell) => {
    const loads = loadsOf(isBrief ? inBrief : counted, levelsOf(workers));
    const used = new Map<string, Used>();
    const end = performance.now() + budgetMs;
    const batchMs = Math.min(budgetMs / loads.length, 500);
    do {
      for (const load of shuffled(loads)) {
        const before = cpuWithChildrenMs();
        const endings = await endingsOf(load, batchMs);
        const after = cpuWithChildrenMs();
        const rate = rateOf(endings, load.atOnce);
        tell({ type: 'values', group: RATE, name: nameOf(load), unit: '/s', better: 'more', values: [rate] });
        if (before === undefined || after === undefined) continue;
        const { count, cpuMs } = used.get(load.starter.name) ?? { cpuMs: 0, count: 0 };
        used.set(load.starter.name, { cpuMs: cpuMs + after - before, count: count + endings.length });
      }
    } while (performance.now() < end - (batchMs * loads.length) / 2);
    tellCpu(used, tell);
  },
});
