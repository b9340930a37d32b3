/** `--each`: many jobs, one for each input. */
import path from 'node:path';
import { writeErr } from '@proctools/core';
import { textOf } from '../bytes.ts';
import { callersEnvironment, findExecution } from '../one/prepare.ts';
import { conclude } from '../one/run-plain.ts';
import { operandBytes } from '../operand-bytes.ts';
import type { SurroundingOptions } from '../surroundings/options.ts';
import { environmentFor, takeOn } from '../surroundings/surroundings.ts';
import type { BatchOptions } from './batch-options.ts';
import { printCommands } from './dry-run.ts';
import { type JobOptions, jobSettings } from './job-settings.ts';
import { type Joblog, openJoblog, previousLog } from './joblog/write.ts';
import { type BatchPlan, planBatch } from './plan-each.ts';
import { type Prepared, prepareBatch } from './prepare-each.ts';
import { progressPlace } from './progress.ts';
import { reportKeptLog, reportTyping } from './report-each.ts';
import { runBatch } from './run-batch.ts';
import { runJobs } from './schedule.ts';

export interface EachCall {
  readonly options: BatchOptions & JobOptions & SurroundingOptions;
  readonly operands: readonly string[];
}

const openLog = ({ joblog }: Prepared, { quiet, resume }: BatchPlan): Joblog | undefined => {
  if (!joblog) return undefined;
  const { file, found } = joblog;
  const isKept = resume === 'nothing' && found.type === 'log' && found.ledger.last() > 0;
  const log = openJoblog(file, found, resume !== 'nothing');
  if (isKept && !quiet) writeErr(reportKeptLog(previousLog(file)));
  return log;
};

/** What no job could execute is told at once, and not by each of them. The way to a program begins in `--cwd`. */
const assertFound = async (
  { template }: BatchPlan,
  environment: Readonly<Record<string, string>>,
  { cwd }: SurroundingOptions,
): Promise<void> => {
  const program = template.program === undefined ? undefined : textOf(template.program);
  if (program === undefined) return;
  const isPath = program.includes('/') && cwd !== undefined;
  await findExecution([isPath ? path.resolve(cwd, program) : program], environment);
};

/** Runs many jobs; the exit code. It never answers when it is to die by a signal. */
export const runEach = async ({ options, operands }: EachCall): Promise<number> => {
  const plan = planBatch(options, operandBytes(operands), process.cwd());
  const prepared = await prepareBatch(plan, {
    isTotalWanted: progressPlace(plan) !== 'nowhere',
    onTyping: () => plan.quiet || writeErr(reportTyping),
  });
  if (plan.dryRun) return printCommands(plan, prepared);
  const environment = environmentFor(callersEnvironment(), options);
  await assertFound(plan, environment, options);
  const joblog = openLog(prepared, plan);
  takeOn(options);
  const settings = jobSettings(options, environment);
  const verdict = await runBatch({ plan, prepared, joblog }, (source, listener) => runJobs(source, settings, listener));
  return conclude(verdict);
};
