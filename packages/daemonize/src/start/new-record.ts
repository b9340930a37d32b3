import { type Identity, ownIdentity } from '@proctools/core';
import { findAll } from '../find-all.ts';
import type { Settings } from '../settings.ts';
import { type DaemonRecord, type LogPaths, wholeFamilyOf } from '../store/record.ts';
import type { Launch } from './launch-request.ts';
import type { LogFiles } from './log-files.ts';

/** Whether there is nothing to wait for, so that it counts as running once it is born. */
export const isSettledAtOnce = ({ ready, settleMs }: Settings): boolean => ready === null && settleMs === 0;

/** The runs of which something is still alive: what `stop` ends belongs to them, too. */
const leftIdsOf = (previous: DaemonRecord | undefined): readonly string[] => {
  if (!previous || findAll(wholeFamilyOf(previous)).length === 0) return [];
  return [previous.id, ...previous.leftIds];
};

/** A supervisor has ended what the last run left; older ones may have left something before it came. */
const leftIdsFor = (by: Launch['by'], previous: DaemonRecord | undefined): readonly string[] =>
  by === 'supervisor' && previous?.leftIds.length === 0 ? [] : leftIdsOf(previous);

/** What is written down of a daemon at its birth. */
export const newRecord = (
  { by, control = null, from, lastExit, name, settings, supervisor }: Launch,
  previous: DaemonRecord | undefined,
  born: {
    readonly id: string;
    /** Null where there will be workers. */
    readonly identity: Identity | null;
    readonly session: number | null;
    readonly logs: LogPaths;
    readonly piped: LogFiles['piped'];
  },
): DaemonRecord => {
  const now = new Date().toISOString();
  const settled = isSettledAtOnce(settings);
  return {
    version: 1,
    name,
    id: born.id,
    leftIds: leftIdsFor(by, previous),
    settings,
    from: from ?? (by === 'start' ? undefined : previous?.from),
    phase: settled ? 'running' : 'starting',
    worker: settled ? null : ownIdentity(),
    supervisor,
    control,
    nextTryAt: null,
    main: born.identity,
    session: born.session,
    startedAt: now,
    readyAt: settled ? now : null,
    endedAt: null,
    restarts: (previous?.restarts ?? 0) + (by === 'start' ? 0 : 1),
    lastExit: lastExit === undefined ? (previous?.lastExit ?? null) : lastExit,
    logs: born.logs,
    piped: born.piped,
  };
};
