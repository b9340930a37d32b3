/** Looking after a command that somebody else has started: it goes on as it is. */
import { adopt, resolveOwner } from '@proctools/core';
import { logsOf } from '../logs/log.ts';
import { currentState } from '../observe.ts';
import { environmentFrom } from '../start/prepare.ts';
import { lockKnown } from '../store/change.ts';
import { note } from '../store/journal.ts';
import { legacyOf } from '../store/legacy.ts';
import type { DaemonRecord } from '../store/record.ts';
import { requireRecord, writeRecord } from '../store/records.ts';
import { type Charge, ownRecord, write } from './charge.ts';
import type { Held } from './run.ts';
import type { Started } from './talk.ts';

/** It is written down that we look after it. One whose launcher was killed before he knew that it works counts as running. */
export const takeOn = async (charge: Charge, started: Started | undefined): Promise<Held | undefined> => {
  const { request, store } = charge;
  const { settings, source } = request;
  const found = ownRecord(charge);
  if (!found?.main) return undefined;
  if (found.phase === 'starting') await write(charge, { phase: 'running', worker: null });
  return {
    record: { ...found, phase: 'running', worker: null },
    process: adopt(found.main, legacyOf(store, found.name)),
    logs: { logs: logsOf(store, found), offsets: started?.offsets ?? { stdout: 0, stderr: 0 } },
    environment: environmentFrom(settings, source, source.fromFiles),
    owner: resolveOwner(settings),
  };
};

/** As somebody else starts, stops or resumes it. */
const mayTakeOver = (record: DaemonRecord): boolean => currentState(record) === 'unsupervised';

/** Makes this supervisor the one of a daemon that has lost its own; undefined when it has not, any more. */
export const takeOver = async ({ keeper, request, store, supervisor }: Charge): Promise<Held | undefined> => {
  const { control = null, name, settings, source } = request;
  const environment = environmentFrom(settings, source);
  const owner = resolveOwner(settings);
  const lock = await lockKnown(store, name);
  try {
    const found = requireRecord(store, name);
    const { main } = found;
    if (!main || !mayTakeOver(found)) return undefined;
    const record: DaemonRecord = { ...found, settings, phase: 'running', worker: null, supervisor, control };
    writeRecord(store, record);
    note(store, name, { type: 'resumed', pid: main.pid });
    const arrival = await keeper?.adopt(record, owner);
    const logs = { logs: logsOf(store, record), offsets: { stdout: 0, stderr: 0 }, ...arrival };
    return { record, process: adopt(main, legacyOf(store, name)), logs, environment, owner };
  } finally {
    lock.release();
  }
};
