/** Decides what a batch is to do, from the options alone. Touches nothing. */
import path from 'node:path';
import { type Duration, optionName, usageFailure } from '@proctools/core';
import { bytesOf } from './bytes.ts';
import type { Separator } from './inputs/record-cutter.ts';
import type { Bytes } from './job.ts';
import { type Linked, readOperands } from './operands.ts';
import type { System } from './output/folds.ts';
import { compileTemplate, type Template } from './placeholders/template.ts';

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

/** How the output of the jobs is printed. */
type Printing =
  | { readonly type: 'plain' | 'json' | 'lines' | 'none' }
  | { readonly type: 'folds'; readonly system: System };

export interface BatchPlan {
  readonly template: Template;
  readonly lists: readonly Linked[];
  readonly separator: Separator;
  readonly perJob: number;
  readonly shuffle: boolean;
  readonly dryRun: boolean;
  readonly printing: Printing;
  readonly keepOrder: boolean;
  /** Only what failed is printed. */
  readonly failedOnly: boolean;
  /** Paths are absolute. */
  readonly joblog: string | undefined;
  /** What to leave out of what the joblog tells of. */
  readonly resume: 'nothing' | 'ended' | 'succeeded';
  readonly results: string | undefined;
  readonly progress: boolean;
  readonly quiet: boolean;
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

const assertConsistent = (options: BatchOptions): void => {
  const found = CONTRADICTIONS.find(([one, other]) => options[one] && options[other]);
  if (found) throw usageFailure(`${spelling(found[0])} and ${spelling(found[1])}: ${found[2]}`, 'give either');
  const resuming = (['resume', 'resumeFailed'] as const).find((name) => options[name]);
  if (resuming && options.joblog === undefined) {
    throw usageFailure(`${spelling(resuming)} needs the joblog of the run before`, 'name it with --joblog FILE');
  }
};

const printingOf = ({ group, json, lineBuffer, ungroup }: BatchOptions): Printing => {
  if (group !== undefined && group !== 'plain') return { type: 'folds', system: group };
  if (json) return { type: 'json' };
  if (ungroup) return { type: 'none' };
  return { type: lineBuffer ? 'lines' : 'plain' };
};

const resumeOf = ({ resume, resumeFailed }: BatchOptions): BatchPlan['resume'] => {
  if (resumeFailed) return 'succeeded';
  return resume ? 'ended' : 'nothing';
};

/**
 * The plan of a batch; a usage Failure when its options contradict each other, or its command and lists do not fit.
 * `cwd` is where the user's paths begin.
 */
export const planBatch = (options: BatchOptions, operands: readonly Bytes[], cwd: string): BatchPlan => {
  const absolute = (file: string | undefined): string | undefined => file && path.resolve(cwd, file);
  assertOurs(options);
  assertConsistent(options);
  const { argFile, dryRun, joblog, keepOrder, perJob, progress, quiet, results, shell, shuffle } = options;
  const { command, lists } = readOperands(operands, argFile.map(bytesOf));
  const inputsPerJob = Math.max(lists.flat().length, 1) * perJob;
  return {
    ...{ dryRun, keepOrder, lists, perJob, progress, quiet, shuffle },
    joblog: absolute(joblog),
    results: absolute(results),
    template: compileTemplate(command, { shell, inputsPerJob }),
    separator: options.null ? '\0' : '\n',
    printing: printingOf(options),
    failedOnly: options.quietUnlessFailed,
    resume: resumeOf(options),
  };
};
