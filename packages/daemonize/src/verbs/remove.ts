import { ExitCode, Failure, findMembers, writeOut } from '@proctools/core';
import { currentState } from '../observe.ts';
import { isUp } from '../state.ts';
import { familyOf } from '../store/record.ts';
import { dispose, lockKnown, openStore, requireRecord, type Store } from '../store/store.ts';
import type { Printing } from './options.ts';

const removeOne = async (store: Store, name: string): Promise<void> => {
  requireRecord(store, name);
  const lock = await lockKnown(store, name);
  try {
    const record = requireRecord(store, name);
    const hint = `stop it first: daemonize stop ${name}`;
    if (isUp(currentState(record))) throw new Failure(ExitCode.failed, `${name} is running`, { hint });
    const left = findMembers(familyOf(record)).map(({ pid }) => pid); // nobody would know of them any more
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
  for (const name of operands) {
    await removeOne(store, name);
    if (!options.quiet && !options.json) writeOut(`${name}: removed\n`);
  }
  if (options.json) writeOut(`${JSON.stringify(operands.map((name) => ({ name, removed: true })))}\n`);
  return ExitCode.done;
};
