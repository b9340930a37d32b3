import { ExitCode, Failure, writeOut } from '@proctools/core';
import { applySteps, forgetUndone } from '../apply/apply.ts';
import { type Operation, readOperations } from '../apply/operation.ts';
import { changedSince, inverseOf } from '../apply/roll-back.ts';
import type { Step } from '../apply/step.ts';
import { shellScript, stepData } from '../plan/shell.ts';
import { changing, settle } from '../records/change-store.ts';
import { storeFor } from '../records/store.ts';
import { reportUndone } from '../report.ts';
import { shown } from '../words.ts';
import type { Printing } from './install-options.ts';

type UndoOptions = Printing<{ readonly system: boolean; readonly dryRun: boolean }>;

interface Undoing {
  readonly operation: Operation;
  readonly steps: readonly Step[];
}

/** What undoing the last operation comes to; a Failure when somebody has changed what it made. */
const plan = (store: string): Undoing => {
  const operation = readOperations(store).findLast(({ state, undoes }) => state === 'done' && undoes === undefined);
  if (!operation) throw new Failure(ExitCode.failed, 'there is nothing to undo');
  const changed = changedSince(operation);
  if (changed.length > 0) {
    const files = changed.map(shown).join(', ');
    throw new Failure(ExitCode.failed, `cannot undo the last ${operation.deed}: changed since then: ${files}`, {
      hint: 'nothing was undone',
    });
  }
  return { operation, steps: inverseOf(store, operation) };
};

const carryOut = (store: string): Undoing => {
  const undoing = plan(store);
  const { operation, steps } = undoing;
  const done = applySteps(store, { deed: 'undo', names: operation.names, undoes: operation.number }, steps);
  forgetUndone(store, done ?? { ...operation, undoes: undefined });
  return undoing;
};

export const undo = async ({ options }: { readonly options: UndoOptions }): Promise<number> => {
  const store = storeFor(options.system, process.env);
  if (!options.dryRun) await settle(store);
  const first = plan(store.folder);
  if (options.dryRun && !options.json) {
    writeOut(shellScript(first.steps, [], store.folder));
    return ExitCode.done;
  }
  const { operation, steps } = options.dryRun ? first : await changing(store, () => carryOut(store.folder));
  if (options.json) {
    const { deed, names, time } = operation;
    writeOut(`${JSON.stringify({ deed, names, time, steps: steps.map(stepData) })}\n`);
  } else if (!options.quiet) writeOut(reportUndone(operation));
  return ExitCode.done;
};
