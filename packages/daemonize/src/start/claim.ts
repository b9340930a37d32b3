/** The part of a start that happens under the lock of the name. */
import { errorCode, type Identity, isSameProcess } from '@proctools/core';
import { currentState } from '../observe.ts';
import type { Readiness } from '../ready/readiness.ts';
import { isUp, type State } from '../state.ts';
import { lockNew } from '../store/change.ts';
import { withEarlierEnd } from '../store/earlier-end.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import { putBack, rememberBefore } from './before.ts';
import { type Born, bringUp } from './bring-up.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';
import type { Prepared } from './prepare.ts';

/** What the kernel said when it would not execute the command; undefined when something else went wrong. */
export const refusalOf = (error: unknown): string | undefined => {
  const code = errorCode(error);
  if (code === undefined || !(error as NodeJS.ErrnoException).syscall?.startsWith('spawn')) return undefined;
  const words = [...process.getBuiltinModule('node:util').getSystemErrorMap().values()];
  return `${words.find(([name]) => name === code)?.[1] ?? 'the system refused'} (${code})`;
};

/** Whether a daemon that has ended is still this supervisor's, to start it again. */
const isWaitingFor = (supervisor: Identity | null, previous: DaemonRecord | undefined, state: State): boolean =>
  state === 'backing-off' && supervisor !== null && isSameProcess(supervisor, previous?.supervisor);

/** Takes the name and brings the process up; exactly one of two that try at the same instant succeeds. */
export const claim = async (
  store: Store,
  launch: Launch,
  prepared: Prepared,
  readiness: Readiness | undefined,
): Promise<Born | StartOutcome> => {
  const { name } = launch;
  const lock = await lockNew(store, name);
  try {
    let previous = readRecord(store, name);
    const state = previous ? currentState(previous) : 'stopped';
    if (launch.by === 'supervisor') {
      if (!isWaitingFor(launch.supervisor, previous, state)) return { type: 'taken-over', name };
      launch.claimed?.();
    } else if (previous) {
      if (isUp(state)) return { type: 'already-running', record: previous, state, wanted: launch.ifNotRunning };
      previous = withEarlierEnd(store, previous);
    }
    const before = rememberBefore(store, launch, previous);
    try {
      return await bringUp(store, launch, before, prepared, readiness);
    } catch (error) {
      putBack(store, name, before);
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      return { type: 'cannot-execute', file: launch.settings.command[0], reason };
    }
  } finally {
    lock.release();
  }
};
