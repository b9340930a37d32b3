import { availableParallelism } from 'node:os';
import type { Duration } from '@proctools/core';
import type { Halt, JobCount, RetryCause } from '../options.ts';
import type { JobSettings } from './engine/engine.ts';

/** The options that say how each job is run, read. Durations in milliseconds, sizes in bytes. */
export interface JobOptions {
  readonly jobs: JobCount | undefined;
  readonly delay: Duration | undefined;
  readonly load: number | undefined;
  readonly memFree: number | undefined;
  readonly halt: Halt | undefined;
  readonly ungroup: boolean;
  readonly timeout: Duration | undefined;
  readonly idleTimeout: Duration | undefined;
  readonly signal: NodeJS.Signals;
  readonly killAfter: Duration;
  readonly tree: boolean;
  readonly orphans: 'kill' | 'leave';
  readonly retry: number | undefined;
  readonly retryDelay: Duration;
  readonly backoff: number;
  readonly jitter: boolean;
  readonly retryOn: readonly RetryCause[] | undefined;
}

/** How many jobs run at once on a machine with so many processors: one at least. */
export const slotCount = (jobs: JobCount | undefined, processors: number = availableParallelism()): number => {
  switch (jobs?.type) {
    case undefined:
      return processors;
    case 'number':
      return jobs.count;
    case 'percent':
      return Math.max(1, Math.round((processors * jobs.percent) / 100));
    case 'relative':
      return Math.max(1, processors + jobs.difference);
  }
};

/** How the jobs are run that these options ask for. */
export const jobSettings = (options: JobOptions, environment: Readonly<Record<string, string>>): JobSettings => ({
  slots: slotCount(options.jobs),
  output: options.ungroup ? 'inherit' : 'capture',
  environment,
  timeoutMs: options.timeout,
  idleTimeoutMs: options.idleTimeout,
  signal: options.signal,
  killAfterMs: options.killAfter,
  tree: options.tree,
  orphans: options.orphans,
  retries: {
    count: options.retry ?? 0,
    delayMs: options.retryDelay,
    backoff: options.backoff,
    jitter: options.jitter,
    causes: options.retryOn,
  },
  halt: options.halt,
  delayMs: options.delay ?? 0,
  load: options.load,
  memFree: options.memFree,
});
