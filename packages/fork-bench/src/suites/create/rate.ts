import { shuffled } from '../rounds.ts';
import type { Step, SuiteSettings, Tell } from '../suite.ts';
import { atOnceName } from './at-once.ts';
import { cpuWithChildrenMs, FEWEST_CPU_MS } from './cpu-time.ts';
import { type Starter, starters } from './starters.ts';

const [RATE, CPU] = ['how many a second', 'CPU time of parent and child'];

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

/** What was used for how many. */
interface Used {
  readonly cpuMs: number;
  readonly count: number;
}

const tellRate = ({ atOnce, starter }: Load, values: readonly number[], tell: Tell): void =>
  tell({
    type: 'values',
    group: RATE,
    name: atOnceName(starter.name, atOnce),
    unit: '/s',
    better: 'more',
    values,
  });

const tellCpu = (used: ReadonlyMap<Starter, Used>, tell: Tell): void => {
  for (const [{ name }, { count, cpuMs }] of used) {
    if (cpuMs < FEWEST_CPU_MS) continue;
    tell({ type: 'values', group: CPU, name, unit: 'ms', better: 'less', values: [cpuMs / count] });
  }
};

/** Runs one batch, tells its rate, and answers with what it used; undefined where that cannot be had. */
const runBatch = async (load: Load, ms: number, tell: Tell): Promise<Used | undefined> => {
  const before = cpuWithChildrenMs();
  const endings = await endingsOf(load, ms);
  const after = cpuWithChildrenMs();
  tellRate(load, [rateOf(endings, load.atOnce)], tell);
  return before === undefined || after === undefined ? undefined : { cpuMs: after - before, count: endings.length };
};

const LONGEST_BATCH_MS = 500;

/** How many can be started in a second, and what CPU time each takes. In batches, all of them in turn, in a random order. */
export const rateStep = ({ isBrief, workers }: SuiteSettings): Step => ({
  name: 'rate',
  weight: 4,
  run: async (budgetMs, tell) => {
    const all = isBrief ? inBrief : counted;
    const loads = loadsOf(all, levelsOf(workers));
    const used = new Map<Starter, Used>();
    const end = performance.now() + budgetMs;
    const batchMs = Math.min(budgetMs / loads.length, LONGEST_BATCH_MS);
    for (const load of loads) tellRate(load, [], tell); // in the order of the table
    do {
      for (const load of shuffled(loads)) {
        const { cpuMs, count } = used.get(load.starter) ?? { cpuMs: 0, count: 0 };
        const more = await runBatch(load, batchMs, tell);
        if (more !== undefined) used.set(load.starter, { cpuMs: cpuMs + more.cpuMs, count: count + more.count });
      }
    } while (performance.now() < end - (batchMs * loads.length) / 2);
    tellCpu(new Map(all.flatMap((one) => (used.has(one) ? [[one, used.get(one) as Used]] : []))), tell);
  },
});
