import { ExitCode, Failure, isFailure, quoteCommand, writeErr, writeOut } from '@proctools/core';
import { applySteps } from '../apply/apply.ts';
import { type Gathered, gather } from '../gather.ts';
import { planRemove, type RemovePlan } from '../plan/plan-remove.ts';
import { shellScript } from '../plan/shell.ts';
import { changing, settle } from '../records/change-store.ts';
import type { CommandRecord } from '../records/record.ts';
import { readRecord, requireRecord } from '../records/records.ts';
import { type Store, storeFor } from '../records/store.ts';
import { reportRemovals } from '../report.ts';
import { reportFailures } from '../report-conflicts.ts';
import type { Printing } from './install-options.ts';

type RemoveOptions = Printing<{ readonly system: boolean; readonly forget: boolean; readonly dryRun: boolean }>;

/** It may be one that everybody has. */
const withPlace = (failure: unknown, store: Store, name: string): unknown => {
  const isElsewhere = !store.isSystem && readRecord(storeFor(true, process.env), name) !== undefined;
  if (!isFailure(failure) || !isElsewhere) return failure;
  const hint = `it is a command for all: ${quoteCommand(['mkbin', 'remove', '--system', name])}`;
  return new Failure(ExitCode.failed, failure.message, { hint });
};

const recordsOf = (store: Store, names: readonly string[]): Promise<Gathered<CommandRecord>> =>
  gather([...new Set(names)], (name) => {
    try {
      return [requireRecord(store, name)];
    } catch (failure) {
      throw withPlace(failure, store, name);
    }
  });

const isRefused = ({ removals }: RemovePlan, { forget }: RemoveOptions): boolean =>
  !forget && removals.some(({ kept }) => kept.length > 0);

const tell = (plan: RemovePlan, options: RemoveOptions): number => {
  const { stdout, stderr } = reportRemovals(plan.removals, options.forget);
  if (options.json) writeOut(`${JSON.stringify(plan.removals)}\n`);
  else if (!options.quiet) writeOut(stdout);
  writeErr(stderr);
  return isRefused(plan, options) ? ExitCode.failed : ExitCode.done;
};

export const remove = async ({
  options,
  operands,
}: {
  readonly options: RemoveOptions;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = storeFor(options.system, process.env);
  if (!options.dryRun) await settle(store);
  const { items: records, failures } = await recordsOf(store, operands);
  if (failures.length > 0) {
    writeErr(reportFailures(failures));
    return ExitCode.failed;
  }
  const first = planRemove(records, store, options.forget);
  if (isRefused(first, options)) return tell(first, options);
  if (options.dryRun) {
    writeOut(options.json ? `${JSON.stringify(first.removals)}\n` : shellScript(first.steps, [], store.folder));
    return ExitCode.done;
  }
  const plan = await changing(store, () => {
    const again = planRemove(records, store, options.forget);
    const names = records.map(({ name }) => name);
    applySteps(store.folder, { deed: 'remove', names, undoes: undefined }, again.steps);
    return again;
  });
  return tell(plan, options);
};
