/** Decides what a batch is to do, from the options alone. Touches nothing. */
import path from 'node:path';
import { type Bytes, bytesOf } from '../bytes.ts';
import { assertTogether, type BatchOptions } from './batch-options.ts';
import type { Separator } from './inputs/record-cutter.ts';
import { type Linked, readOperands } from './operands.ts';
import type { System } from './output/folds.ts';
import { compileTemplate, type Template } from './placeholders/template.ts';

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
  assertTogether(options);
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
