/** The daemon that a supervisor looks after, as far as it is written down. */
import { type Identity, isAlive, isSameProcess } from '@proctools/core';
import type { Supervision } from '../settings.ts';
import type { Launch } from '../start/launch-request.ts';
import { updateRecordIfRoom } from '../store/change.ts';
import type { Store } from '../store/home.ts';
import { type Happening, note } from '../store/journal.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import type { LogKeeper } from './log-keeper.ts';

/** What is supervised, and by whom. */
export interface Charge {
  readonly store: Store;
  /** What starts it once more. */
  readonly request: Launch;
  readonly supervision: Supervision;
  readonly supervisor: Identity;
  /** Looks after the logs; undefined where the command writes to them itself, and that is all. */
  readonly keeper: LogKeeper | undefined;
}

export const isOurs = ({ supervisor }: Charge, record: DaemonRecord | undefined): record is DaemonRecord =>
  record !== undefined && isSameProcess(supervisor, record.supervisor);

/** Somebody is ending it at this moment, and will write down that he did. */
const isBeingStopped = ({ phase, worker }: DaemonRecord): boolean =>
  phase === 'stopped' || (phase === 'stopping' && worker !== null && isAlive(worker));

/** The record, as long as nobody else has taken the daemon over. */
export const ownRecord = (charge: Charge): DaemonRecord | undefined => {
  const record = readRecord(charge.store, charge.request.name);
  return isOurs(charge, record) && !isBeingStopped(record) ? record : undefined;
};

/** Changes the record, as long as nobody else has taken the daemon over. */
export const write = async (charge: Charge, change: Partial<DaemonRecord>): Promise<void> => {
  await updateRecordIfRoom(charge.store, charge.request.name, (record) =>
    isOurs(charge, record) && !isBeingStopped(record) ? { ...record, ...change } : undefined,
  );
};

export const tell = ({ request, store }: Charge, happening: Happening): void => note(store, request.name, happening);
