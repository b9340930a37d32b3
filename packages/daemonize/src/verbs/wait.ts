import { ExitCode, Failure, monotonicMs, sleep, writeOut } from '@proctools/core';
import { currentState, observe } from '../observe.ts';
import { reportStatus } from '../report-status.ts';
import { isUp } from '../state.ts';
import type { DaemonRecord } from '../store/record.ts';
import { openStore, requireRecord, type Store } from '../store/store.ts';
import type { Printing } from './options.ts';

type Goal = 'ready' | 'stopped';

const EVERY_MS = 20;

/** Its start has died, and left it running. */
const isForsaken = (record: DaemonRecord): boolean => record.phase === 'starting' && currentState(record) === 'running';

/** Whether the goal is reached; a Failure when it never will be. */
const isReached = (store: Store, record: DaemonRecord, goal: Goal): boolean => {
  const { name, readyAt } = record;
  const state = currentState(record);
  if (goal === 'stopped') return !isUp(state);
  if (!isUp(state)) throw new Failure(ExitCode.notRunning, `${name} is not running`);
  // Read again: its start may have finished and gone after we had read the record.
  if (isForsaken(record) && isForsaken(requireRecord(store, name))) {
    throw new Failure(ExitCode.failed, `${name} runs, but its start was killed, so nobody looks whether it is ready`, {
      hint: `daemonize restart ${name}`,
    });
  }
  return state === 'running' && readyAt !== null;
};

export const wait = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing<{ readonly for: Goal; readonly timeout: number | undefined }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const deadline = monotonicMs() + (options.timeout ?? Number.POSITIVE_INFINITY);
  let record = requireRecord(store, name);
  for (; !isReached(store, record, options.for); record = requireRecord(store, name)) {
    if (monotonicMs() >= deadline) throw new Failure(ExitCode.failed, `${name} was not ${options.for} in time`);
    await sleep(EVERY_MS);
  }
  if (options.json) writeOut(reportStatus(observe(record, Date.now()), options));
  return ExitCode.done;
};
