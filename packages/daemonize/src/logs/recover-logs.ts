import { resolveOwner } from '@proctools/core';
import { rightsFor } from '../start/owner.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { recover } from './in-place.ts';
import { distinctLogs, logsOf } from './log.ts';

/** Finishes what a supervisor was killed in that moved the logs of this daemon. Nobody else may be at it. */
export const recoverLogs = async (store: Store, record: DaemonRecord): Promise<void> => {
  const { piped = [], settings } = record;
  const keep = settings.logging?.rotation?.keep ?? 1;
  for (const [stream, { file, ledger }] of distinctLogs(logsOf(store, record))) {
    if (ledger === null || piped.includes(stream)) continue;
    const rights = rightsFor(settings[stream] === null ? undefined : resolveOwner(settings));
    await recover({ file, ledger, keep, rights });
  }
};
