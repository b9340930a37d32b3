/** Decides how a suite is run, from the options. Pure. */
import type { SuiteName } from './protocol.ts';
import type { Pin, SuiteSettings } from './suite.ts';

/** How long a suite takes under one Node when nobody says how long, and in how many rounds at most. */
interface Effort {
  readonly budgetMs: number;
  readonly rounds: number;
}

const efforts: Readonly<Record<SuiteName, Effort>> = {
  claims: { budgetMs: 25_000, rounds: 1 },
  create: { budgetMs: 40_000, rounds: 5 },
  timers: { budgetMs: 5_000, rounds: 5 },
};

/** In less time a round finds too little: it would be all beginnings. */
const SHORTEST_ROUND_MS = 2_000;

/** A driver may take so many times what it was given, on a busy machine, and so much longer, before it counts as stuck. */
const [PATIENCE, PATIENCE_MS] = [5, 60_000];

export interface SuiteWishes {
  readonly budgetMs: number | undefined;
  readonly pin: Pin | undefined;
  readonly workers: readonly number[] | undefined;
  /** For one driver. */
  readonly timeoutMs: number | undefined;
  readonly isBrief: boolean;
}

export interface SuitePlan {
  readonly settings: SuiteSettings;
  readonly rounds: number;
  readonly timeoutMs: number;
}

/** 1, 2, 4 and so on up to the number of cores, which is among them. */
export const doublings = (cores: number): readonly number[] => [
  ...Array.from({ length: Math.ceil(Math.log2(Math.max(cores, 1))) }, (_, power) => 2 ** power),
  cores,
];

/** `budgetMs` in what it answers with is for all Nodes and rounds together. */
export const planSuite = (suite: SuiteName, wishes: SuiteWishes, nodes: number, cores: number): SuitePlan => {
  const effort = efforts[suite];
  const { isBrief, pin, workers } = wishes;
  const budgetMs = wishes.budgetMs ?? effort.budgetMs * nodes;
  const rounds = Math.min(Math.max(Math.floor(budgetMs / nodes / SHORTEST_ROUND_MS), 1), effort.rounds);
  const turnMs = budgetMs / rounds / nodes;
  return {
    settings: {
      budgetMs,
      pins: pin === undefined ? ['same', 'cross', 'free'] : [pin],
      workers: workers ?? doublings(cores),
      isBrief,
    },
    rounds,
    timeoutMs: wishes.timeoutMs ?? PATIENCE * turnMs + PATIENCE_MS,
  };
};
