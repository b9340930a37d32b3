import { findMembers, stop } from '@proctools/core';
import { lastLines } from '../logs/read.ts';
import { lockKnown } from '../store/change.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { removePidfiles } from '../store/pidfile.ts';
import { familyOf } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import { putBack } from './before.ts';
import type { Born } from './bring-up.ts';

/**
 * Leaves nothing of a failed start: no process, no file, and the name as it was. False when somebody took it over.
 * With a reason it is told in the journal.
 */
export const undo = async (store: Store, born: Born, reason: string | undefined): Promise<boolean> => {
  const { name, id, settings } = born.record;
  await stop(() => findMembers(familyOf(born.record)), {
    signal: settings.stopSignal,
    timeoutMs: settings.stopTimeoutMs,
  });
  await born.process.letGo();
  const { arrived, logs, offsets } = born.logs;
  await arrived?.();
  const lastLine = lastLines(logs.stderr, 1, offsets.stderr)[0] ?? null;
  const lock = await lockKnown(store, name);
  try {
    const now = readRecord(store, name);
    if (now?.id !== id || (now.phase !== 'starting' && now.phase !== 'running')) return false;
    removePidfiles(store, now);
    if (born.previous && reason !== undefined) note(store, name, { type: 'start-failed', reason, lastLine });
    putBack(store, name, born);
    return true;
  } finally {
    lock.release();
  }
};
