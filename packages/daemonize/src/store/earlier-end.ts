import { logsOf } from '../logs/log.ts';
import { lastLines } from '../logs/read.ts';
import type { Store } from './home.ts';
import { note, readJournal } from './journal.ts';
import type { DaemonRecord } from './record.ts';
import { unseenExit } from './unseen-exit.ts';

const isTurn = (type: string): boolean => type === 'started' || type === 'exited' || type === 'stopped';

/** It was told, but could not be written down: the disk was full then. */
const isTold = (store: Store, name: string): boolean => {
  const last = readJournal(store, name).findLast(({ type }) => isTurn(type));
  return last !== undefined && last.type !== 'started';
};

/**
 * A run that has ended with nobody there to see it is told of when it is noticed: at the next start, stop or resume. How it ended
 * is known where it had a supervisor, be that gone. Answers with the record as it should have been written then.
 */
export const withEarlierEnd = (store: Store, record: DaemonRecord): DaemonRecord => {
  const { main, name, phase, settings } = record;
  const isSupervised = settings.supervision != null;
  if (!main || !(phase === 'running' || (isSupervised && phase === 'starting'))) return record;
  const exit = unseenExit(store, record);
  if (!isTold(store, name)) {
    const lastLine = lastLines(logsOf(store, record).stderr, 1)[0] ?? null;
    note(store, name, { type: 'exited', pid: main.pid, exit, uptimeMs: null, lastLine });
  }
  return { ...record, phase: 'exited', worker: null, lastExit: exit };
};
