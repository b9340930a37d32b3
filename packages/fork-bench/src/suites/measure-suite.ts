// From the options to a result: what the verbs for single suites and the tour have in common.
import { availableParallelism, cpus, hostname, release, totalmem } from 'node:os';
import { showWaiting } from '@proctools/core';
import type { Removed, Variables } from '../measure/environment.ts';
import { concurrencyNotes } from '../report/concurrency-notes.ts';
import { removalNotes } from '../report/removal-notes.ts';
import { suiteProgressLine } from '../report/suite-progress.ts';
import type { Contention, Machine, SuiteResult } from '../results.ts';
import { measurementsOf } from './figures.ts';
import { planSuite, type SuiteWishes } from './plan-suite.ts';
import type { SuiteName } from './protocol.ts';
import { type MeasuredNode, runSuite, type SuiteOutcome, type SuiteProgress } from './run-suite.ts';

export interface SuiteJob {
  readonly suite: SuiteName;
  readonly wishes: SuiteWishes;
  readonly nodes: readonly MeasuredNode[];
  readonly environment: Variables;
  /** What was taken out of it. */
  readonly removed: readonly Removed[];
  readonly signal: AbortSignal;
  readonly isQuiet: boolean;
}

export interface MeasuredSuite {
  readonly result: SuiteResult;
  readonly outcome: SuiteOutcome;
}

const machineHere = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  kernel: release(),
  cpu: cpus()[0]?.model ?? '',
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  host: hostname(),
  node: process.versions.node,
});

const unknown: Contention = {
  foreignShare: undefined,
  stealShare: undefined,
  throttledMs: undefined,
  pressureShare: undefined,
};

/** Draws the line of progress for as long as a suite runs; on a terminal only. */
const showProgress = (budgetMs: number, isQuiet: boolean) => {
  let latest: SuiteProgress | undefined;
  const line = isQuiet
    ? undefined
    : showWaiting((elapsedMs, columns) =>
        latest === undefined ? '' : suiteProgressLine(latest, { elapsedMs, budgetMs }, columns),
      );
  return {
    onProgress: (progress: SuiteProgress): void => {
      latest = progress;
    },
    stop: () => line?.stop(),
  };
};

/** Several Nodes may have found the same; a note says which, when there are several. */
const notesOf = ({ gathered }: SuiteOutcome, nodes: readonly MeasuredNode[]): readonly string[] =>
  gathered.notes.map(({ node, text }) => (nodes.length > 1 ? `Node ${node}: ${text}` : text));

/** Measures one suite, and shows how far it is. What was found is there however it ended; see `outcome`. Never rejects. */
export const measureSuite = async (job: SuiteJob): Promise<MeasuredSuite> => {
  const { environment, isQuiet, nodes, removed, signal, suite, wishes } = job;
  const plan = planSuite(suite, wishes, nodes.length, availableParallelism());
  const startedAt = new Date().toISOString();
  const progress = showProgress(plan.settings.budgetMs, isQuiet);
  const outcome = await runSuite({ ...plan, suite, nodes, environment, signal, onProgress: progress.onProgress });
  progress.stop();
  const measurements = measurementsOf(outcome.gathered.series);
  const result: SuiteResult = {
    type: 'suite',
    machine: machineHere(),
    startedAt,
    suite,
    measurements,
    contention: unknown,
    notes: [...notesOf(outcome, nodes), ...concurrencyNotes(measurements), ...removalNotes(removed)],
  };
  return { result, outcome };
};
