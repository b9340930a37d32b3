import { resolveOwner } from '@proctools/core';
import { rightsFor } from '../start/owner.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { recover } from './in-place.ts';
import { type Log, logsOf } from './log.ts';

/** Finishes what a supervisor was killed in that moved the logs of this daemon. Nobody else may be at it. */
export const recoverLogs = async (store: Store, record: DaemonRecord): Promise<void> => {
  const { piped = [], settings } = record;
  const logs = logsOf(store, record);
  const done = new Set<Log>();
  for (const stream of ['stdout', 'stderr'] as const) {
    const log = logs[stream];
    if (!log || log.ledger === null || piped.includes(stream) || done.has(log)) continue;
    done.add(log);
    const { file, ledger } = log;
    const keep = settings.logging?.rotation?.keep ?? 1;
    await recover({
      file,
      ledger,
      keep,
      rights: rightsFor(settings[stream] === null ? undefined : resolveOwner(settings)),
    });
  }
};
