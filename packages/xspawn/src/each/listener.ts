/** Takes in what the jobs tell, and hands it to whoever prints, keeps or counts it. */
import { type Failure, isFailure } from '@proctools/core';
import type { Job, JobListener, JobResult } from './job.ts';
import type { Joblog } from './joblog/write.ts';
import type { Display } from './output/display.ts';
import type { Results } from './output/results.ts';
import { countEnd, emptyTally, type Tally } from './tally.ts';

export interface Takers {
  readonly display: Display;
  readonly results: Results | undefined;
  readonly joblog: Joblog | undefined;
  readonly onRetry: JobListener['retried'];
  /** Something cannot be kept: told each time, as a job may have been the reason. */
  readonly onFailure: (failure: Failure) => void;
}

/** A listener, and what it has counted. */
export interface Counting {
  readonly listener: JobListener;
  readonly tally: () => Tally;
}

/**
 * A job gets its line in the joblog when its output is where it was to go. It gets none when we ended it
 * ourselves, or when its output was lost: then it is to be run again.
 */
export const listenerFor = ({ display, results, joblog, onRetry, onFailure }: Takers): Counting => {
  let tally = emptyTally;
  /** Jobs whose output could not be kept. */
  const lost = new Set<Job>();

  const guard = (job: Job, work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      lost.add(job);
      display.dropped(job);
      onFailure(error);
    }
  };
  const log = (result: JobResult, received: number): void => {
    if (!result.stopped && !lost.has(result.job)) joblog?.append(result, received);
    lost.delete(result.job);
  };
  const listener: JobListener = {
    started: (job) => {
      tally = { ...tally, started: tally.started + 1 };
      guard(job, () => results?.started(job));
      display.started(job);
    },
    output: (job, stream, bytes) => {
      if (lost.has(job)) return;
      guard(job, () => {
        results?.output(job, stream, bytes);
        display.output(job, stream, bytes);
      });
    },
    retried: (job, ending, tryNumber) => {
      guard(job, () => results?.retried(job));
      guard(job, () => display.retried(job));
      onRetry(job, ending, tryNumber);
    },
    ended: (result) => {
      tally = countEnd(tally, result);
      guard(result.job, () => results?.ended(result, lost.has(result.job)));
      display.ended(result, (received) => guard(result.job, () => log(result, received)));
    },
    ready: display.ready,
  };
  return { listener, tally: () => tally };
};
