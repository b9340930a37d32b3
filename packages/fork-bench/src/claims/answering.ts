import { monotonicMs } from '@proctools/core';
import type { Estimate } from '../results.ts';
import { cpuMsOf, pidsOf } from './busy.ts';
import type { ClusterTold } from './child/listening.ts';
import { answersIn, openKeepAlive } from './keep-alive.ts';
import { messageOf, release } from './messages.ts';
import { inRounds, locationOf, ratioOf } from './pairs.ts';
import type { Stage } from './stage.ts';

/** How long answers are counted in one go. */
const WINDOW_MS = 150;

const CONNECTIONS = 16;

interface Served {
  readonly pids: readonly number[];
  readonly perSecond: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

const openServed = async (stage: Stage, workers: number): Promise<Served> => {
  const primary = stage.fork('cluster', { workers, service: 'hello' });
  const { pids, ports } = await messageOf<ClusterTold>(primary);
  const connections = await openKeepAlive(ports[0] ?? 0, CONNECTIONS);
  return {
    pids: [...pids, ...pidsOf([primary])],
    perSecond: () => answersIn(connections, WINDOW_MS),
    stop: async () => {
      for (const { socket } of connections) socket.destroy();
      await release(primary);
    },
  };
};

/** How many times as many small requests so many workers answer as one alone, and on how many cores. */
export const measureAnswering = async (
  stage: Stage,
  workers: number,
  budgetMs: number,
): Promise<{ readonly answering: Estimate; readonly answeringCores: number }> => {
  const [one, all] = [await openServed(stage, 1), await openServed(stage, workers)];
  const busy: number[] = [];
  const withCores = async (): Promise<number> => {
    const [cpuMs, begin] = [cpuMsOf(all.pids), monotonicMs()];
    const rate = await all.perSecond();
    busy.push((cpuMsOf(all.pids) - cpuMs) / (monotonicMs() - begin));
    return rate;
  };
  const series = await inRounds({ one: one.perSecond, all: withCores }, { budgetMs, most: 30 });
  await Promise.all([one.stop(), all.stop()]);
  return { answering: ratioOf(series.one, series.all), answeringCores: locationOf(busy).value };
};
