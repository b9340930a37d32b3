import { type CommonValues, ExitCode, Failure, writeOut } from '@proctools/core';
import { currentState } from '../observe.ts';
import { isUp } from '../state.ts';
import { dispose, lockKnown, openStore, requireRecord, type Store } from '../store/store.ts';

const removeOne = async (store: Store, name: string): Promise<void> => {
  requireRecord(store, name);
  const lock = await lockKnown(store, name);
  try {
    if (isUp(currentState(requireRecord(store, name)))) {
      throw new Failure(ExitCode.failed, `${name} is running`, { hint: `stop it first: daemonize stop ${name}` });
    }
    dispose(store, name);
  } finally {
    lock.release();
  }
};

export const remove = async ({
  options,
  operands,
}: {
  readonly options: CommonValues;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  for (const name of operands) {
    await removeOne(store, name);
    if (!options.quiet) writeOut(`${name}: removed\n`);
  }
  return ExitCode.done;
};
