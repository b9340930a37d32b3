/** What the parts of `--each` hand to each other: inputs become jobs, jobs become results. */
import type { Ended } from '@proctools/core';
import type { Bytes } from '../bytes.ts';

/** What one job executes: a program with operands, or a line for a shell. */
export type JobCommand =
  | { readonly type: 'argv'; readonly argv: readonly [Bytes, ...Bytes[]] }
  | { readonly type: 'line'; readonly shell: string; readonly line: Bytes };

export interface Job {
  /** From 1, in the order of the inputs. */
  readonly number: number;
  readonly inputs: readonly Bytes[];
  /** Known only when it starts, as it may name the slot that it runs in, from 1. */
  readonly command: (slot: number) => JobCommand;
}

/** How a job came to its end; 126 and 127 as common for commands that could not be executed. */
export type JobEnding = Ended | { readonly notStarted: string; readonly code: 126 | 127 };

/** A job that has ended for good, all its tries included. */
export interface JobResult {
  readonly job: Job;
  readonly slot: number;
  readonly command: JobCommand;
  readonly ending: JobEnding;
  readonly timedOut: boolean;
  /** We ended it, or its next try was not made, because the batch was to stop at once: it has not done its work. */
  readonly stopped: boolean;
  readonly tries: number;
  /** Milliseconds since 1970, of the first try. */
  readonly startedAt: number;
  /** From there to the end of the last try. */
  readonly durationMs: number;
}

/**
 * Jobs are asked for one by one, so that their number does not matter. A promise when the next input has not come yet;
 * undefined when there are no more. It neither throws nor rejects: after an error in the inputs there are no more.
 */
export interface JobSource {
  readonly next: () => Job | undefined | Promise<Job | undefined>;
  /** How many there are, where that is known when the first one is asked for. */
  readonly size?: number | undefined;
}

/** Where jobs tell of themselves: each is started once, in the order of the source, and ends once, also if it could not be executed. */
export interface JobListener {
  readonly started: (job: Job, slot: number) => void;
  /** What a try wrote, in pieces, whose memory may be used again afterwards; only when the output is captured. */
  readonly output: (job: Job, stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** The output so far belongs to a try that failed, and another follows. */
  readonly retried: (job: Job, ending: JobEnding, tryNumber: number) => void;
  readonly ended: (result: JobResult) => void;
  /**
   * While this promise is pending nothing new is started: whoever reads our output is slow. What runs must still be
   * read: with --keep-order the promise may wait for the end of the very job that writes.
   */
  readonly ready: () => Promise<void> | undefined;
}
