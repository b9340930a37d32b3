/** Changing what is kept of a daemon: under the lock of its name. */
import { renameSync, rmdirSync, rmSync } from 'node:fs';
import {
  acquireLock,
  ExitCode,
  ensurePrivateFolder,
  errorCode,
  Failure,
  isFailure,
  type Lock,
  nameBeside,
} from '@proctools/core';
import { folderOf, type Store } from './home.ts';
import type { DaemonRecord } from './record.ts';
import { amendPhase, requireRecord, writeRecord } from './records.ts';

const removeIfEmpty = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch {}
};

/** Makes the folder of a name and takes its lock: nobody else changes its record until it is released. */
export const lockNew = async (store: Store, name: string): Promise<Lock> => {
  const folder = folderOf(store, name);
  try {
    return await acquireLock(folder, () => {
      ensurePrivateFolder(store.home);
      ensurePrivateFolder(folder);
    });
  } catch (error) {
    removeIfEmpty(folder);
    throw error;
  }
};

/** Takes the lock of a daemon that must be there. */
export const lockKnown = (store: Store, name: string): Promise<Lock> =>
  acquireLock(folderOf(store, name), () => {
    requireRecord(store, name);
  });

/** Changes the record under its lock; `change` answers undefined to leave it as it is. */
export const updateRecord = async (
  store: Store,
  name: string,
  change: (record: DaemonRecord) => DaemonRecord | undefined,
): Promise<DaemonRecord> => {
  const lock = await lockKnown(store, name);
  try {
    const record = requireRecord(store, name);
    const changed = change(record);
    if (changed) writeRecord(store, changed);
    return changed ?? record;
  } finally {
    lock.release();
  }
};

const isFull = ({ cause }: Failure): boolean => ['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCode(cause) ?? '');

/** Whether the record can be written: what is ended to be started again must not end for want of room. Throws when it cannot. */
export const assertRoom = async (store: Store, name: string): Promise<void> => {
  await updateRecord(store, name, (record) => record);
};

/**
 * As `updateRecord`; but where there is no room to write it does without, and answers with what the record would
 * be: what fills the disk must be stoppable. Nobody else changes it meanwhile, as that takes room, too. The phase
 * alone is put into the room that the record has, if it can be: what is stopped stays stopped.
 */
export const updateRecordIfRoom: typeof updateRecord = async (store, name, change) => {
  try {
    return await updateRecord(store, name, change);
  } catch (error) {
    if (!isFailure(error) || !isFull(error)) throw error;
    const record = requireRecord(store, name);
    const changed = change(record);
    if (changed) amendPhase(store, name, changed.phase);
    return changed ?? record;
  }
};

/** Forgets a daemon; its lock must be held, and goes with the folder. At no moment is there half of it. */
export const dispose = (store: Store, name: string): void => {
  const beside = nameBeside(folderOf(store, name)); // its name begins with a dot, so it is no daemon's
  try {
    renameSync(folderOf(store, name), beside);
    rmSync(beside, { recursive: true, force: true });
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot remove ${beside}`, { cause: error });
  }
};
