import { findMembers, type Identity, ownIdentity, stop } from '@proctools/core';
import { currentState } from './observe.ts';
import { isUp } from './state.ts';
import { updateRecordIfRoom } from './store/change.ts';
import { noteEarlierEnd } from './store/earlier-end.ts';
import type { Store } from './store/home.ts';
import { note } from './store/journal.ts';
import { removePidfiles } from './store/pidfile.ts';
import { type DaemonRecord, wholeFamilyOf } from './store/record.ts';

/** How a stop went. */
export interface StopOutcome {
  readonly name: string;
  readonly wasRunning: boolean;
  /** How many processes were ended. */
  readonly processes: number;
  /** Whether some had to be killed. */
  readonly killed: boolean;
  /** Pids that even KILL did not end. */
  readonly survivors: readonly number[];
}

/** What differs from what was said at the start. */
export interface StopWishes {
  readonly stopSignal?: NodeJS.Signals | undefined;
  readonly stopTimeout?: number | undefined;
}

const isSame = (one: Identity | null, other: Identity | null): boolean =>
  one?.pid === other?.pid && one?.startTime === other?.startTime;

/** It stays as it is while somebody else has taken it over; one that outlived KILL still runs. */
const ended = (
  record: DaemonRecord,
  stopped: DaemonRecord,
  survivors: readonly Identity[],
): DaemonRecord | undefined => {
  if (record.id !== stopped.id) return undefined;
  const mainLives = survivors.some((survivor) => isSame(survivor, record.main));
  return mainLives
    ? { ...record, phase: 'running', worker: null }
    : { ...record, phase: 'stopped', worker: null, endedAt: new Date().toISOString() };
};

/**
 * Ends a daemon and all its processes: asks, waits, insists. Also the processes that a run which
 * ended by itself left behind. What is stopped already is a success.
 */
export const stopDaemon = async (store: Store, name: string, wishes: StopWishes = {}): Promise<StopOutcome> => {
  let wasRunning = false;
  const record = await updateRecordIfRoom(store, name, (now) => {
    wasRunning = isUp(currentState(now));
    if (wasRunning) return { ...now, phase: 'stopping', worker: ownIdentity() };
    noteEarlierEnd(store, now);
    return now.phase === 'stopped' ? undefined : { ...now, phase: 'exited', worker: null };
  });
  const signal = wishes.stopSignal ?? record.settings.stopSignal;
  const timeoutMs = wishes.stopTimeout ?? record.settings.stopTimeoutMs;
  const { asked, insisted, survivors } = await stop(() => findMembers(wholeFamilyOf(record)), { signal, timeoutMs });
  const uptimeMs = Date.now() - Date.parse(record.startedAt);
  if (wasRunning || record.phase === 'exited')
    await updateRecordIfRoom(store, name, (now) => ended(now, record, survivors));
  if (survivors.length === 0) removePidfiles(store, record);
  if (asked > 0) note(store, name, { type: 'stopped', signal, killed: insisted, processes: asked, uptimeMs });
  return { name, wasRunning, processes: asked, killed: insisted, survivors: survivors.map(({ pid }) => pid) };
};
