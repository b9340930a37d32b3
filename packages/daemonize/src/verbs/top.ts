/** A live table of all daemons. */
import {
  dieBy,
  isTerminal,
  type Keys,
  listenToKeys,
  monotonicMs,
  type Screen,
  sleep,
  takeScreen,
  usageFailure,
  writeOut,
} from '@proctools/core';
import { cpuMsOf, withDescendants } from '../descendants.ts';
import type { Status } from '../observe.ts';
import { observeAll } from '../observe-all.ts';
import { reportList } from '../report-status.ts';
import { openStore, type Store } from '../store/home.ts';
import type { Printing } from './options.ts';

type TopOptions = Printing<{ readonly interval: number; readonly count: number | undefined }>;

/** Processor time at a moment, by pid. */
interface Sample {
  readonly atMs: number;
  readonly cpuMs: ReadonlyMap<number, number>;
}

/** Of the command, or of each worker. */
const pidsOf = ({ pid, workers }: Status): readonly number[] =>
  workers.length > 0 ? workers.map((worker) => worker.pid) : pid === null ? [] : [pid];

const sampleOf = (all: readonly Status[]): Sample => ({
  atMs: monotonicMs(),
  cpuMs: new Map(all.flatMap(pidsOf).map((pid) => [pid, cpuMsOf(withDescendants(pid))])),
});

/** Since the last look, not since the start; of what was not there then, what is known. */
const currentCpu = (pid: number, known: number | null, before: Sample, now: Sample): number | null => {
  const [then, cpuMs] = [before.cpuMs.get(pid), now.cpuMs.get(pid)];
  if (then === undefined || cpuMs === undefined || now.atMs <= before.atMs) return known;
  return Math.round((Math.max(cpuMs - then, 0) / (now.atMs - before.atMs)) * 1_000) / 10;
};

const withCurrentCpu = (status: Status, before: Sample, now: Sample): Status => {
  if (status.workers.length === 0) {
    return { ...status, cpuPercent: currentCpu(status.pid ?? 0, status.cpuPercent, before, now) };
  }
  const workers = status.workers.map((worker) => ({
    ...worker,
    cpuPercent: currentCpu(worker.pid, worker.cpuPercent, before, now) ?? 0,
  }));
  const cpuPercent = Math.round(workers.reduce((all, worker) => all + worker.cpuPercent, 0) * 10) / 10;
  return { ...status, workers, cpuPercent };
};

const byCpu = (one: Status, other: Status): number => (other.cpuPercent ?? -1) - (one.cpuPercent ?? -1);

/** Looks again at each call. */
const lookerAt = (store: Store): (() => readonly Status[]) => {
  let before = sampleOf([]);
  return () => {
    const found = observeAll(store, () => {}); // list tells of damaged records
    const now = sampleOf(found);
    const all = found.map((status) => withCurrentCpu(status, before, now));
    before = now;
    return all.toSorted(byCpu);
  };
};

/** Where a terminal cannot be drawn on, one table comes after the other. */
const printAll = async (look: () => readonly Status[], options: TopOptions): Promise<void> => {
  const { count = Number.POSITIVE_INFINITY, interval, json } = options;
  for (let printed = 0; printed < count; printed += 1) {
    if (printed > 0) await sleep(interval);
    writeOut(`${printed > 0 && !json ? '\n' : ''}${reportList(look(), options)}`);
  }
};

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Stopped and continued, it gives the terminal back meanwhile. */
const followStops = (screen: Screen, keys: () => Keys, listen: () => void): void => {
  process.on('SIGTSTP', () => {
    keys().release();
    screen.leave();
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => {
    screen.enter();
    listen();
  });
};

const foot = (hidden: number): string => (hidden === 0 ? 'q ends' : `${hidden} more, below the edge; q ends`);

const drawAll = async (look: () => readonly Status[], options: TopOptions): Promise<void> => {
  const { count = Number.POSITIVE_INFINITY, interval } = options;
  const over = new AbortController();
  const screen = takeScreen();
  let keys: Keys;
  const listen = (): void => {
    keys = listenToKeys((key) => {
      if (key === 'q') over.abort();
    });
  };
  listen();
  const release = (): void => {
    keys.release();
    screen.leave();
  };
  for (const signal of ENDING) {
    process.on(signal, () => {
      release();
      void dieBy(signal);
    });
  }
  followStops(screen, () => keys, listen);
  for (let drawn = 0; drawn < count && !over.signal.aborted; drawn += 1) {
    if (drawn > 0) await sleep(interval, over.signal).catch(() => {});
    if (!over.signal.aborted)
      screen.draw(
        reportList(look(), { ...options, quiet: false })
          .trimEnd()
          .split('\n'),
        foot,
      );
  }
  release();
};

export const top = async ({ options }: { readonly options: TopOptions }): Promise<number> => {
  if (options.interval === 0) throw usageFailure('--interval: expected more than nothing');
  const look = lookerAt(openStore());
  const isDrawn = !options.json && isTerminal(1) && process.env.TERM !== 'dumb';
  await (isDrawn ? drawAll : printAll)(look, options);
  return 0;
};
