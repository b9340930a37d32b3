/** What has become of the jobs so far. */
import type { JobResult } from './job.ts';

export interface Tally {
  readonly started: number;
  /** Those that we ended because the batch was to stop are none of these. */
  readonly ended: number;
  readonly failed: number;
  readonly stopped: number;
  /** The first that failed; no more are kept, since there may be any number. */
  readonly failures: readonly JobResult[];
}

const KEPT = 10;

export const hasFailed = ({ ending, timedOut }: JobResult): boolean =>
  timedOut || !('exited' in ending) || ending.exited !== 0;

export const emptyTally: Tally = { started: 0, ended: 0, failed: 0, stopped: 0, failures: [] };

/** The tally after one more job has ended. */
export const countEnd = (tally: Tally, result: JobResult): Tally => {
  if (result.stopped) return { ...tally, stopped: tally.stopped + 1 };
  if (!hasFailed(result)) return { ...tally, ended: tally.ended + 1 };
  const failures = tally.failures.length < KEPT ? [...tally.failures, result] : tally.failures;
  return { ...tally, ended: tally.ended + 1, failed: tally.failed + 1, failures };
};
