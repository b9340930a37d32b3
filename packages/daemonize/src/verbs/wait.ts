import { type CommonValues, ExitCode, Failure, monotonicMs, sleep } from '@proctools/core';
import { currentState } from '../observe.ts';
import { isUp } from '../state.ts';
import { openStore, requireRecord, type Store } from '../store/store.ts';

type Goal = 'ready' | 'stopped';

const EVERY_MS = 20;

/** The exit code once it is certain; undefined while it is not. */
const answer = (store: Store, name: string, goal: Goal): number | undefined => {
  const record = requireRecord(store, name);
  const state = currentState(record);
  if (goal === 'stopped') return isUp(state) ? undefined : ExitCode.done;
  if (!isUp(state)) throw new Failure(ExitCode.notRunning, `${name} is not running`);
  return state === 'running' && record.readyAt !== null ? ExitCode.done : undefined;
};

export const wait = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: CommonValues & { readonly for: Goal; readonly timeout: number | undefined };
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const deadline = monotonicMs() + (options.timeout ?? Number.POSITIVE_INFINITY);
  for (;;) {
    const code = answer(store, name, options.for);
    if (code !== undefined) return code;
    if (monotonicMs() >= deadline) throw new Failure(ExitCode.failed, `${name} was not ${options.for} in time`);
    await sleep(EVERY_MS);
  }
};
