import type { Outcome, Try } from './engine/engine.ts';
import type { Job, JobCommand, JobResult } from './job.ts';
import type { Machine } from './machine.ts';

/** A job on its way through a batch: one try after the other, perhaps in different slots. */
export interface Run extends Try {
  readonly job: Job;
  slot: number;
  command: JobCommand;
  tries: number;
  /** The listener knows of it, or never will. */
  isTold: boolean;
  startedAt: number;
  startedMs: number;
  endedMs: number;
  /** How the last try failed, until the next one begins. */
  failed: Outcome | undefined;
}

export const runFor = (job: Job, slot: number): Run => ({
  job,
  slot,
  command: job.command(slot),
  tries: 0,
  isTold: false,
  startedAt: 0,
  startedMs: 0,
  endedMs: 0,
  failed: undefined,
});

export const noteBegin = (run: Run, { date, now }: Machine): void => {
  run.tries += 1;
  if (run.tries > 1) return;
  run.startedAt = date();
  run.startedMs = now();
  run.endedMs = run.startedMs;
};

export const resultOf = (run: Run, { ending, stopped, timedOut }: Outcome): JobResult => ({
  job: run.job,
  slot: run.slot,
  command: run.command,
  ending,
  timedOut,
  stopped,
  tries: run.tries,
  startedAt: run.startedAt,
  durationMs: run.endedMs - run.startedMs,
});

/** Tells of jobs in the order in which they were taken, as soon as one of them, or one behind it, has begun. */
export const tellInOrder = (tell: (run: Run) => void) => {
  const untold: Run[] = [];
  return {
    taken: (run: Run): void => void untold.push(run),
    began: (run: Run): void => {
      while (!run.isTold) {
        const next = untold.shift() ?? run;
        if (next.isTold) continue; // it was given up
        next.isTold = true;
        tell(next);
      }
    },
  };
};
