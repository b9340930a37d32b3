/** The options of `--each` that say something about the batch as a whole, and which of them go together. */
import { type Duration, optionName, usageFailure } from '@proctools/core';
import type { System } from './output/folds.ts';

/** The options that say something about the jobs as a batch, read. */
export interface BatchOptions {
  readonly shell: string | undefined;
  readonly null: boolean;
  readonly perJob: number;
  readonly argFile: readonly string[];
  readonly shuffle: boolean;
  readonly dryRun: boolean;
  readonly keepOrder: boolean;
  readonly group: 'plain' | System | undefined;
  readonly lineBuffer: boolean;
  readonly ungroup: boolean;
  readonly progress: boolean;
  readonly joblog: string | undefined;
  readonly resume: boolean;
  readonly resumeFailed: boolean;
  readonly results: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly quietUnlessFailed: boolean;
  readonly idleTimeout: Duration | undefined;
}

type Name = keyof BatchOptions;

const spelling = (name: string): string => `--${optionName(name)}`;

/** Pairs that contradict each other, and why. */
const CONTRADICTIONS: readonly (readonly [Name, Name, string])[] = [
  ['group', 'lineBuffer', 'they are two ways to print'],
  ['group', 'ungroup', 'they are two ways to print'],
  ['group', 'json', 'they are two ways to print'],
  ['lineBuffer', 'ungroup', 'they are two ways to print'],
  ['lineBuffer', 'json', 'they are two ways to print'],
  ['ungroup', 'json', 'jobs that write by themselves have no output to print'],
  ['ungroup', 'keepOrder', 'jobs that write by themselves keep no order'],
  ['ungroup', 'results', 'jobs that write by themselves have no output to keep'],
  ['ungroup', 'idleTimeout', 'of jobs that write by themselves nobody knows when they are idle'],
  ['ungroup', 'quietUnlessFailed', 'jobs that write by themselves are not quiet'],
  ['lineBuffer', 'quietUnlessFailed', 'lines cannot be printed before it is known whether they are wanted'],
  ['json', 'quietUnlessFailed', 'there is an object for each job'],
  ['shuffle', 'keepOrder', 'one asks for disorder, the other for order'],
];

/** What belongs to one command, or to several. */
const FOREIGN = [
  ...['title', 'stdin', 'stdout', 'stderr', 'append', 'tee', 'prefix', 'timestamps', 'maxOutput', 'report'],
  ...['detach', 'ipc', 'explain', 'names', 'sequence', 'race', 'restartFailed'],
];

/** Refuses options that would have no effect. */
const assertOurs = (options: BatchOptions): void => {
  const found = Object.entries(options).find(([name, value]) => FOREIGN.includes(name) && value);
  if (found) throw usageFailure(`${spelling(found[0])} does not go with --each`);
};

/** A usage Failure when one would have no effect, or two contradict each other. */
export const assertTogether = (options: BatchOptions): void => {
  assertOurs(options);
  const found = CONTRADICTIONS.find(([one, other]) => options[one] && options[other]);
  if (found) throw usageFailure(`${spelling(found[0])} and ${spelling(found[1])}: ${found[2]}`, 'give either');
  const resuming = (['resume', 'resumeFailed'] as const).find((name) => options[name]);
  if (resuming && options.joblog === undefined) {
    throw usageFailure(`${spelling(resuming)} needs the joblog of the run before`, 'name it with --joblog FILE');
  }
};
