/** The line that a terminal shows while a suite runs. */
import { formatDuration } from '@proctools/core';
import type { SuiteProgress } from '../suites/run-suite.ts';

const BAR = 20;

const bar = (share: number): string => {
  const filled = Math.floor(BAR * Math.min(share, 1));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
};

/** `[####......]  40% create, Node 20.20.2, round 2 of 5: fork → first message  12s left`, in fewer than `columns`. */
export const suiteProgressLine = (
  progress: Pick<SuiteProgress, 'suite' | 'node' | 'round' | 'rounds' | 'step'>,
  time: { readonly elapsedMs: number; readonly budgetMs: number },
  columns: number,
): string => {
  const { node, round, rounds, step, suite } = progress;
  const share = Math.min(time.elapsedMs / time.budgetMs, 1);
  const leftMs = Math.max(time.budgetMs - time.elapsedMs, 0);
  const place = `${suite}, Node ${node}, round ${round} of ${rounds}${step === undefined ? '' : `: ${step}`}`;
  const left = leftMs > 0 ? `  ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)} left` : '  a moment left';
  const percent = String(Math.floor(100 * share)).padStart(3);
  return `${bar(share)} ${percent}% ${place}${left}`.slice(0, Math.max(columns - 1, 0));
};
