/** The options of --all, and what does not go together with it. */
import { usageFailure } from '@proctools/core';
import { isGiven, OF_EACH } from '../belonging.ts';
import type { OneOptions } from '../one/plan.ts';
import type { Halt, JobCount } from '../options.ts';

export interface AllOptions extends OneOptions {
  readonly names: string | undefined;
  readonly sequence: boolean;
  readonly race: boolean;
  readonly restartFailed: boolean;
  readonly halt: Halt | undefined;
  readonly jobs: JobCount | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Options that are about one command only, and why. */
const OF_ONE: Readonly<Record<string, string>> = {
  detach: '--detach leaves one command, and --all waits for several',
  ipc: '--ipc is a channel to one command: leave out --all',
  report: '--report is about one command: with --all, --json tells of each',
  explain: '--explain is about one command: leave out --all',
};

/** Throws a usage Failure when the options do not go together. */
export const assertForAll = (options: AllOptions): void => {
  const values = options as unknown as Readonly<Record<string, unknown>>;
  for (const [name, why] of Object.entries(OF_ONE)) if (isGiven(values[name])) throw usageFailure(why);
  for (const [name, typed] of Object.entries(OF_EACH)) {
    if (isGiven(values[name])) throw usageFailure(`${typed} is an option of --each: leave it out, or --all`);
  }
  if (Number(values.perJob ?? 1) !== 1) throw usageFailure('--per-job is an option of --each: leave it out, or --all');
  if (options.sequence && options.race)
    throw usageFailure('--sequence runs one after the other, --race all at once: give either');
  if (options.sequence && options.jobs) throw usageFailure('--sequence runs one at a time: leave out --jobs');
};
