/** Decides how a suite is run, from the options. Pure. */
import { type SuiteName, suiteNames } from './protocol.ts';
import type { Pin, SuiteSettings } from './suite.ts';

/** How much is done for a suite, under each Node. */
interface Effort {
  /** When nobody says how long. */
  readonly budgetMs: number;
  /** In the tour; 0 for one that is no part of it. */
  readonly briefMs: number;
  /** A round in less time would find too little: it would be all beginnings. */
  readonly shortestRoundMs: number;
}

const efforts: Readonly<Record<SuiteName, Effort>> = {
  claims: { budgetMs: 24_000, briefMs: 0, shortestRoundMs: 24_000 },
  create: { budgetMs: 60_000, briefMs: 18_000, shortestRoundMs: 4_000 },
  ipc: { budgetMs: 60_000, briefMs: 11_000, shortestRoundMs: 12_000 },
  http: { budgetMs: 60_000, briefMs: 13_000, shortestRoundMs: 20_000 },
  offload: { budgetMs: 30_000, briefMs: 7_500, shortestRoundMs: 7_500 },
  timers: { budgetMs: 5_000, briefMs: 2_000, shortestRoundMs: 500 },
};

/** More processes tell more about what differs from one to the next (where memory lies, what is cached), and have less time each. */
const MOST_ROUNDS = 6;

/** A driver may take so many times what it was given, on a busy machine, and so much longer, before it counts as stuck. */
const [PATIENCE, PATIENCE_MS] = [5, 60_000];

/** What the options ask for. */
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
  /** At most. */
  readonly rounds: number;
  readonly timeoutMs: number;
}

/** 1, 2, 4 and so on up to the number of cores, which is among them. */
export const doublings = (cores: number): readonly number[] => [
  ...Array.from({ length: Math.ceil(Math.log2(cores)) }, (_, power) => 2 ** power),
  cores,
];

/** `budgetMs` in what it answers with is for all Nodes and rounds together. */
export const planSuite = (suite: SuiteName, wishes: SuiteWishes, nodes: number, cores: number): SuitePlan => {
  const { isBrief, pin, workers } = wishes;
  const effort = efforts[suite];
  const budgetMs = wishes.budgetMs ?? nodes * (isBrief ? effort.briefMs : effort.budgetMs);
  const perNodeMs = budgetMs / nodes;
  const rounds = Math.min(Math.max(Math.floor(perNodeMs / effort.shortestRoundMs), 1), MOST_ROUNDS);
  return {
    settings: {
      budgetMs,
      pins: pin === undefined ? ['same', 'cross', 'free'] : [pin],
      workers: workers ?? doublings(cores),
      isBrief,
    },
    rounds,
    timeoutMs: wishes.timeoutMs ?? (PATIENCE * perNodeMs) / rounds + PATIENCE_MS,
  };
};

/** A suite of the tour, and its part of what is left when it begins. */
export interface Stop {
  readonly suite: SuiteName;
  readonly share: number;
}

/** Whoever takes longer than planned so leaves less to the others, and the end stays where it is. */
export const tourStops = (names: readonly SuiteName[] = suiteNames): readonly Stop[] => {
  const stops = names.filter((suite) => efforts[suite].briefMs > 0);
  return stops.map((suite, index) => {
    const rest = stops.slice(index).reduce((sum, name) => sum + efforts[name].briefMs, 0);
    return { suite, share: efforts[suite].briefMs / rest };
  });
};

/** How long the whole tour takes under one Node. */
export const tourMs = (): number => tourStops().reduce((sum, { suite }) => sum + efforts[suite].briefMs, 0);
