import { usageFailure } from '@proctools/core';
import { daemonNames, type Store } from '../store/home.ts';
import { hasRecord } from '../store/records.ts';

/** The names that were given, or with `--all` those of all daemons. */
export const targets = (store: Store, verb: string, all: boolean, operands: readonly string[]): readonly string[] => {
  if (all === operands.length > 0) {
    throw usageFailure(`${verb} takes either names or --all`, 'daemonize list shows the names');
  }
  return all ? daemonNames(store).filter((name) => hasRecord(store, name)) : operands;
};
