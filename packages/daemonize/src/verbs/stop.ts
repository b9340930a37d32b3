import { failureText, isFailure, usageFailure, writeErr, writeOut } from '@proctools/core';
import { reportStop } from '../report.ts';
import { type StopOutcome, type StopWishes, stopDaemon } from '../stop.ts';
import { daemonNames, hasRecord, openStore, requireRecord, type Store } from '../store/store.ts';
import { stopVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';

/** The names that were given, or all that have a record. */
const targets = (store: Store, all: boolean, operands: readonly string[]): readonly string[] => {
  if (all === operands.length > 0)
    throw usageFailure('stop takes either names or --all', 'daemonize list shows the names');
  return all ? daemonNames(store).filter((name) => hasRecord(store, name)) : operands;
};

/** One name that goes wrong keeps none of the others from being stopped; the worst code counts. */
const stopOne = async (
  store: Store,
  name: string,
  options: Printing<StopWishes>,
): Promise<{ readonly outcome?: StopOutcome; readonly code: number }> => {
  try {
    requireRecord(store, name);
    const outcome = await stopDaemon(store, name, options);
    return { outcome, code: stopVerdict(outcome) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    writeErr(failureText('daemonize', error));
    return { code: error.code };
  }
};

export const stopVerb = async ({
  options,
  operands,
}: {
  readonly options: Printing<StopWishes & { readonly all: boolean }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const results = await Promise.all(targets(store, options.all, operands).map((name) => stopOne(store, name, options)));
  const outcomes = results.flatMap(({ outcome }) => outcome ?? []);
  writeOut(reportStop(outcomes, options));
  const codes = results.map(({ code }) => code).filter((code) => code !== 0);
  return codes.length === 0 ? 0 : Math.min(...codes);
};
