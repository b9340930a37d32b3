import { ExitCode, Failure, writeOut } from '@proctools/core';
import { findAll } from '../find-all.ts';
import { currentState } from '../observe.ts';
import { reportRemove } from '../report.ts';
import { isUp } from '../state.ts';
import { dispose, lockKnown } from '../store/change.ts';
import { openStore, type Store } from '../store/home.ts';
import { wholeFamilyOf } from '../store/record.ts';
import { requireRecord } from '../store/records.ts';
import { forEachName } from './each-name.ts';
import type { Printing } from './options.ts';

const removeOne = async (store: Store, name: string): Promise<void> => {
  requireRecord(store, name);
  const lock = await lockKnown(store, name);
  try {
    const record = requireRecord(store, name);
    const hint = `stop it first: daemonize stop ${name}`;
    if (isUp(currentState(record))) throw new Failure(ExitCode.failed, `${name} is running`, { hint });
    const left = findAll(wholeFamilyOf(record)).map(({ pid }) => pid); // nobody would know of them any more
    if (left.length > 0) throw new Failure(ExitCode.failed, `${name} left behind pid ${left.join(', ')}`, { hint });
    dispose(store, name);
  } finally {
    lock.release();
  }
};

export const remove = async ({
  options,
  operands,
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const results = await forEachName(
    operands,
    async (name) => {
      await removeOne(store, name);
      return { name, removed: true };
    },
    options,
  );
  writeOut(reportRemove(results.outcomes, options)); // only now: a reader that is gone would end us
  return results.code;
};
