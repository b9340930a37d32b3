import type { Job, JobSource } from './job.ts';

/** The jobs of a source, asked for one at a time. */
export interface Arrivals {
  /** Undefined when there is none now: none has come yet, or there are no more. */
  readonly next: () => Job | undefined;
  /** There are no more. */
  readonly isOver: () => boolean;
  /** No more are wanted. Answers how many have come that nobody took. */
  readonly close: () => number;
}

/** Calls back when one has come that was not there, or when it turns out that there are no more. */
export const arrivalsFrom = (source: JobSource, onArrival: () => void): Arrivals => {
  let arrived: Job | undefined;
  let isAsked = false;
  let isOver = false;

  const take = (job: Job | undefined): Job | undefined => {
    if (job === undefined) isOver = true;
    return job;
  };
  const wait = async (promise: Promise<Job | undefined>): Promise<void> => {
    isAsked = true;
    const job = await promise;
    isAsked = false;
    if (isOver) return;
    arrived = take(job);
    onArrival();
  };
  return {
    next: () => {
      const job = arrived;
      arrived = undefined;
      if (job !== undefined || isAsked || isOver) return job;
      const next = source.next();
      if (!(next instanceof Promise)) return take(next);
      void wait(next);
      return undefined;
    },
    isOver: () => isOver && arrived === undefined,
    close: () => {
      const left = arrived === undefined ? 0 : 1;
      arrived = undefined;
      isOver = true;
      return left;
    },
  };
};
