import type { ChildProcess } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { monotonicMs, readProcess } from '@proctools/core';
import type { Estimate } from '../../results.ts';
import type { ClusterTold } from '../child/listening.ts';
import type { Claim, Judgement } from '../claim.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';
import { answersIn, openKeepAlive } from '../keep-alive.ts';
import { ask, messageOf, release } from '../messages.ts';
import { inRounds, locationOf, ratioOf, timed } from '../pairs.ts';
import type { Stage } from '../stage.ts';

export interface WorkersAndCores {
  readonly workers: number;
  /** How many times as much the workers do together as one alone: of a computation, and of requests that ask for two words. */
  readonly computing: Estimate;
  readonly answering: Estimate;
  /** How many cores the workers were busy on while they answered. */
  readonly answeringCores: number;
  /** How many cores others kept busy meanwhile. */
  readonly foreignCores: number;
}

/** With so much of a core for each worker more in other hands, workers that do no more than one prove nothing. */
const isTaken = ({ foreignCores, workers }: WorkersAndCores): boolean => foreignCores > (workers - 1) / 4;

/** More than half of what each worker more could add. */
const clearlyMore = (workers: number): number => 1 + (workers - 1) / 2;

export const judgeWorkers = (measured: WorkersAndCores): Judgement => {
  const { answering, answeringCores, computing, foreignCores, workers } = measured;
  const sides = {
    computing: sideOf(computing, clearlyMore(workers)),
    answering: sideOf(answering, clearlyMore(workers)),
  };
  const isBoth = sides.computing === 'above' && sides.answering === 'above';
  return {
    verdict: isBoth ? 'holds' : sides.computing === 'below' && !isTaken(measured) ? 'does not hold' : 'depends',
    figure: [
      `${workers} workers compute ${withInterval(computing, '× as much')} as one`,
      `they answer ${withInterval(answering, '× as many')} small requests, busy on ${digits(answeringCores)} cores: the rest is the client's`,
      `others kept ${digits(foreignCores)} cores busy`,
    ].join('; '),
    values: {
      workers,
      ...estimateValues('computing', computing),
      ...estimateValues('answering', answering),
      answeringCores,
      foreignCores,
    },
  };
};

/** A share of work takes about so long. */
const SHARE_MS = 40;
const TRIAL_TURNS = 5_000_000;

/** How many turns a share of work has here. */
const shareOf = async (worker: ChildProcess): Promise<number> => {
  await ask(worker, { turns: TRIAL_TURNS });
  return Math.round((TRIAL_TURNS * SHARE_MS) / (await timed(() => ask(worker, { turns: TRIAL_TURNS }))));
};

const cpuMsOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + (readProcess(pid)?.cpuMs ?? 0), 0);

/** What all cores of the machine have been busy for. */
const machineMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);

/** What cores were busy with meanwhile that neither these processes nor we were. */
const watchOthers = (pids: readonly number[]): (() => number) => {
  const oursMs = (): number => {
    const { system, user } = process.cpuUsage();
    return cpuMsOf(pids) + (user + system) / 1_000;
  };
  const [machine, ours, begin] = [machineMs(), oursMs(), monotonicMs()];
  return () => Math.max(0, (machineMs() - machine - (oursMs() - ours)) / (monotonicMs() - begin));
};

const pidsOf = (children: readonly ChildProcess[]): readonly number[] => children.flatMap(({ pid }) => pid ?? []);

const measureComputing = async (stage: Stage, workers: number, budgetMs: number) => {
  const crew = Array.from({ length: workers }, () => stage.fork('burn', undefined));
  await Promise.all(crew.map(messageOf));
  const [first = stage.fork('burn', undefined)] = crew;
  const turns = await shareOf(first);
  const trials = {
    one: () => timed(() => ask(first, { turns })),
    all: () => timed(() => Promise.all(crew.map((worker) => ask(worker, { turns })))),
  };
  const othersCores = watchOthers(pidsOf(crew));
  const { all, one } = await inRounds(trials, { budgetMs, most: 60 });
  const foreignCores = othersCores();
  await Promise.all(crew.map(release));
  // All together do a share each in their time.
  const each = all.map((ms) => ms / workers);
  return { computing: ratioOf(each, one), foreignCores };
};

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

const measureAnswering = async (stage: Stage, workers: number, budgetMs: number) => {
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

export const workersUseCores: Claim = {
  id: 'workers-use-cores',
  text: 'N workers use N cores',
  source: '001, 002, 003, 004',
  obstacle: () => (availableParallelism() < 2 ? 'this machine has one core only' : undefined),
  check: async (stage, budgetMs) => {
    const workers = Math.min(availableParallelism(), 4);
    const computing = await measureComputing(stage, workers, budgetMs / 2);
    return judgeWorkers({ workers, ...computing, ...(await measureAnswering(stage, workers, budgetMs / 2)) });
  },
};
