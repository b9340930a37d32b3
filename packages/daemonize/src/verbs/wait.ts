import { ExitCode, Failure, formatDuration, monotonicMs, sleep, writeOut } from '@proctools/core';
import { currentState, isForsaken, observe } from '../observe.ts';
import { reportStatus } from '../report-status.ts';
import { isUp } from '../state.ts';
import { openStore, type Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord, requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';

type Goal = 'ready' | 'stopped';

const EVERY_MS = 20;

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
  return (state === 'running' || state === 'unsupervised') && readyAt !== null;
};

const tooLate = (name: string, goal: Goal, timeout: number): Failure =>
  new Failure(
    ExitCode.failed,
    `${name} ${goal === 'ready' ? 'was not ready' : 'had not stopped'} within ${formatDuration(timeout)}`,
  );

export const wait = async ({
  options,
  operands: [name = ''],
}: {
  readonly options: Printing<{ readonly for: Goal; readonly timeout: number | undefined }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const goal = options.for;
  const deadline = monotonicMs() + (options.timeout ?? Number.POSITIVE_INFINITY);
  let record = requireRecord(store, name);
  while (!isReached(store, record, goal)) {
    if (monotonicMs() >= deadline) throw tooLate(name, goal, options.timeout ?? 0);
    await sleep(EVERY_MS);
    const now = readRecord(store, name);
    if (!now && goal === 'stopped') return ExitCode.done; // it was removed meanwhile
    record = now ?? requireRecord(store, name);
  }
  if (options.json) writeOut(reportStatus(observe(record), options));
  return ExitCode.done;
};
