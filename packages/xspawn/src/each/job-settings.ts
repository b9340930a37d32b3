import { availableParallelism } from 'node:os';
import type { Duration } from '@proctools/core';
import type { Halt, JobCount } from '../options.ts';
import { limitsOf, retriesOf, type TryOptions } from '../tries.ts';
import type { JobSettings } from './engine/engine.ts';

/** The options that say how each job is run, read. Durations in milliseconds, sizes in bytes. */
export interface JobOptions extends TryOptions {
  readonly jobs: JobCount | undefined;
  readonly delay: Duration | undefined;
  readonly load: number | undefined;
  readonly memFree: number | undefined;
  readonly halt: Halt | undefined;
  readonly ungroup: boolean;
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
  ...limitsOf(options),
  orphans: options.orphans,
  retries: retriesOf(options),
  halt: options.halt,
  delayMs: options.delay ?? 0,
  load: options.load,
  memFree: options.memFree,
});
