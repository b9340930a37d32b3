import { availableParallelism } from 'node:os';
import type { Estimate } from '../../results.ts';
import { measureAnswering } from '../answering.ts';
import type { Claim, Judgement } from '../claim.ts';
import { measureComputing } from '../computing.ts';
import { digits, estimateValues, sideOf, withInterval } from '../figure.ts';

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
      `they answer ${withInterval(answering, '× as many')} small requests, busy on ${digits(answeringCores)} cores, as their client takes one, too`,
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
