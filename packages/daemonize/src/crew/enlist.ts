/** Taking the name for a daemon of several workers, before the first of them is born. */
import { ownIdentity, resolveOwner } from '@proctools/core';
import { currentState } from '../observe.ts';
import { type Before, putBack, rememberBefore } from '../start/before.ts';
import { logPaths } from '../start/log-files.ts';
import { newRecord } from '../start/new-record.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { withRightsOf } from '../start/owner.ts';
import { variablesInFiles } from '../start/prepare.ts';
import { isUp } from '../state.ts';
import { lockKnown, lockNew } from '../store/change.ts';
import { withEarlierEnd } from '../store/earlier-end.ts';
import { writeEnvironmentSource } from '../store/environment-source.ts';
import { ownPidfile, removePidfiles, writePidfile } from '../store/pidfile.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { isOurs } from '../supervisor/charge.ts';
import type { CrewCharge } from './charge.ts';
import { prepareFolder } from './places.ts';

const recordFor = (charge: CrewCharge, previous: DaemonRecord | undefined): DaemonRecord => {
  const { id, listen, request, store } = charge;
  const logs = logPaths(store, request.name, request.settings);
  const record = newRecord(request, previous, { id, identity: null, session: null, logs, piped: [] });
  const crew = { workers: [], listen };
  return { ...record, crew, phase: 'starting', worker: ownIdentity(), readyAt: null };
};

/** Of a daemon of workers the pid is that of who looks after them. */
const writePidfiles = ({ request: { name, settings }, store }: CrewCharge): void => {
  const { pidfile } = settings;
  writePidfile(ownPidfile(store, name), process.pid);
  if (pidfile !== null) withRightsOf(resolveOwner(settings), () => writePidfile(pidfile, process.pid));
};

/** What was known of the name before; or why it cannot be had. */
export const enlist = async (charge: CrewCharge): Promise<Before | StartOutcome> => {
  const { request, store } = charge;
  const { ifNotRunning: wanted, name, settings, source } = request;
  const lock = await lockNew(store, name);
  try {
    let previous = readRecord(store, name);
    const state = previous ? currentState(previous) : 'stopped';
    if (previous && isUp(state)) return { type: 'already-running', record: previous, state, wanted };
    previous = previous && withEarlierEnd(store, previous);
    const before = rememberBefore(store, request, previous);
    try {
      prepareFolder(store, name);
      writeEnvironmentSource(store, name, { ...source, fromFiles: variablesInFiles(settings) });
      writePidfiles(charge);
      writeRecord(store, recordFor(charge, previous));
    } catch (error) {
      putBack(store, name, before);
      throw error;
    }
    return before;
  } finally {
    lock.release();
  }
};

/** Gives the name back, as it was; none of the workers is left. False when somebody else has taken it over. */
export const resign = async (charge: CrewCharge, before: Before): Promise<boolean> => {
  const { request, store } = charge;
  const lock = await lockKnown(store, request.name);
  try {
    const now = readRecord(store, request.name);
    if (!isOurs(charge, now) || now.phase !== 'starting') return false;
    removePidfiles(store, now);
    putBack(store, request.name, before);
    return true;
  } finally {
    lock.release();
  }
};
