// From the options to a result: what the verbs for single suites and the tour have in common.
import { showWaiting } from '@proctools/core';
import { openWatch } from '../compare/watch.ts';
import { allowedCores } from '../machine/allowed-cores.ts';
import { openContention } from '../machine/contention-record.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import type { Removed, Variables } from '../measure/environment.ts';
import { concurrencyNotes } from '../report/concurrency-notes.ts';
import { removalNotes } from '../report/removal-notes.ts';
import { suiteProgressLine } from '../report/suite-progress.ts';
import type { SuiteResult } from '../results.ts';
import { measurementsOf } from './figures.ts';
import { planSuite, type SuiteWishes } from './plan-suite.ts';
import type { SuiteName } from './protocol.ts';
import { type MeasuredNode, runSuite, type SuiteOutcome, type SuiteProgress, type SuiteRun } from './run-suite.ts';

export interface SuiteJob {
  readonly suite: SuiteName;
  readonly wishes: SuiteWishes;
  readonly nodes: readonly MeasuredNode[];
  readonly environment: Variables;
  /** What was taken out of it. */
  readonly removed: readonly Removed[];
  readonly signal: AbortSignal;
  /** Others may use so much of the machine, or the suite waits. */
  readonly quietShare: number | undefined;
  readonly isQuiet: boolean;
}

export interface MeasuredSuite {
  readonly result: SuiteResult;
  readonly outcome: SuiteOutcome;
}

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
    /** Until there is progress again: somebody else has the line. */
    pause: (): void => {
      latest = undefined;
    },
    stop: () => line?.stop(),
  };
};

/** Several Nodes may have found the same; a note says which, when there are several. */
const notesOf = ({ gathered }: SuiteOutcome, nodes: readonly MeasuredNode[]): readonly string[] =>
  gathered.notes.map(({ node, text }) => (nodes.length > 1 ? `Node ${node}: ${text}` : text));

/** A quiet moment is waited for at most so long, before each driver. */
const QUIET_LIMIT_MS = 60_000;

/** Runs it, and keeps a record of what else the machine does meanwhile. */
const runWatched = async ({ quietShare }: SuiteJob, onWait: () => void, run: Omit<SuiteRun, 'watch'>) => {
  const record = openContention();
  const watch = openWatch(quietShare, QUIET_LIMIT_MS);
  const mark = record.mark();
  try {
    const begin: typeof watch.begin = (signal) => {
      onWait();
      return watch.begin(signal);
    };
    const outcome = await runSuite({ ...run, watch: { begin, end: watch.end } });
    return { outcome, contention: record.since(mark) };
  } finally {
    record.close();
    watch.close();
  }
};

/** Measures one suite, and shows how far it is. What was found is there however it ended; see `outcome`. */
export const measureSuite = async (job: SuiteJob): Promise<MeasuredSuite> => {
  const { environment, isQuiet, nodes, removed, signal, suite, wishes } = job;
  const plan = planSuite(suite, wishes, nodes.length, Math.max(Math.floor(allowedCores()), 1));
  const startedAt = new Date().toISOString();
  const { onProgress, pause, stop } = showProgress(plan.settings.budgetMs, isQuiet);
  const run = { ...plan, suite, nodes, environment, signal, onProgress };
  const { contention, outcome } = await runWatched(job, pause, run);
  stop();
  const measurements = measurementsOf(outcome.gathered.series);
  const notes = [...notesOf(outcome, nodes), ...concurrencyNotes(measurements), ...removalNotes(removed)];
  const result = {
    type: 'suite',
    machine: describeMachine(),
    startedAt,
    suite,
    measurements,
    contention,
    notes,
  } as const;
  return { result, outcome };
};
