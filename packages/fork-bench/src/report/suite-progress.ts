/** The line that a terminal shows while a suite runs. */
import { formatDuration } from '@proctools/core';
import { relativeHalfWidth } from '../stats/power.ts';
import { summarize } from '../stats/summary.ts';
import type { Series } from '../suites/gather.ts';
import type { SuiteProgress } from '../suites/run-suite.ts';

const BAR = 20;

const bar = (share: number): string => {
  const filled = Math.floor(BAR * share);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
};

/** What is known by now, and how surely: `fork → exit 21.0 ms ±3%`. */
const soFar = ({ name, unit, values }: Series): string => {
  if (values.length === 0) return name;
  const { high, low, p50 } = summarize(values);
  const known = low !== undefined && high !== undefined;
  const sure = known ? ` ±${Math.round(100 * relativeHalfWidth({ low, high }, p50))}%` : '';
  return `${name} ${Number(p50.toPrecision(3))} ${unit}${sure}`;
};

/** `[####......]  40%  3s left  create, round 2 of 5: fork → exit 21 ms ±3%`, in fewer than `columns`. */
export const suiteProgressLine = (
  { latest, node, round, rounds, step, suite }: SuiteProgress,
  time: { readonly elapsedMs: number; readonly budgetMs: number },
  columns: number,
): string => {
  const share = Math.min(time.elapsedMs / time.budgetMs, 1);
  const leftMs = Math.max(time.budgetMs - time.elapsedMs, 0);
  const left = leftMs > 0 ? `${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)} left` : 'nearly done';
  const what = latest === undefined ? step : soFar(latest);
  const place = [suite, ...(node === undefined ? [] : [`Node ${node}`]), `round ${round} of ${rounds}`].join(', ');
  const percent = String(Math.floor(100 * share)).padStart(3);
  return `${bar(share)} ${percent}%  ${left}  ${place}${what === undefined ? '' : `: ${what}`}`.slice(
    0,
    Math.max(columns - 1, 0),
  );
};
