import type { Job, JobResult } from '../job.ts';
import type { StreamName } from './printer.ts';

/** Where the output of the jobs goes. A Failure when it cannot be kept. */
export interface Display {
  readonly started: (job: Job) => void;
  readonly output: (job: Job, stream: StreamName, bytes: Buffer) => void;
  /** What the job wrote belongs to a try that failed. */
  readonly retried: (job: Job) => void;
  /** It cannot be kept: room is made, and the job is as one that wrote nothing. */
  readonly dropped: (job: Job) => void;
  /** `printed` is called, with the bytes of its standard output, when all of it is where it was to go. */
  readonly ended: (result: JobResult, printed: (received: number) => void) => void;
  /** Undefined while it can take the output of more jobs. */
  readonly ready: () => Promise<void> | undefined;
}

/** The jobs write by themselves. */
export const noDisplay: Display = {
  started: () => {},
  output: () => {},
  retried: () => {},
  dropped: () => {},
  ended: (_, printed) => printed(0),
  ready: () => undefined,
};
