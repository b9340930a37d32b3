/** The options of --all, and what does not go together with it. */
import { usageFailure } from '@proctools/core';
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

/** Options of --each, as they are typed. */
const OF_EACH: Readonly<Record<string, string>> = {
  null: '--null',
  argFile: '--arg-file',
  shuffle: '--shuffle',
  delay: '--delay',
  load: '--load',
  memFree: '--mem-free',
  keepOrder: '--keep-order',
  group: '--group',
  lineBuffer: '--line-buffer',
  ungroup: '--ungroup',
  progress: '--progress',
  joblog: '--joblog',
  resume: '--resume',
  resumeFailed: '--resume-failed',
  results: '--results',
};

const isGiven = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;

/** Options that say nothing about one command, or about many jobs, as they are typed. */
const OF_ALL: Readonly<Record<string, string>> = {
  names: '--names',
  sequence: '--sequence',
  race: '--race',
  restartFailed: '--restart-failed',
};

/** Without --all: throws a usage Failure when one of its options is there. */
export const assertNoneOfAll = (options: object): void => {
  const values = options as Readonly<Record<string, unknown>>;
  for (const [name, typed] of Object.entries(OF_ALL)) {
    if (isGiven(values[name])) throw usageFailure(`${typed} is an option of --all: add that, or leave it out`);
  }
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
