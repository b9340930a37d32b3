/** The part of a start that happens under the lock of the name. */
import path from 'node:path';
import {
  askedToEnd,
  type Detached,
  detach,
  errorCode,
  findMembers,
  type Identity,
  type Interruption,
  type Owner,
  ownIdentity,
  uniqueWord,
} from '@proctools/core';
import { currentState } from '../observe.ts';
import type { Readiness } from '../ready/readiness.ts';
import type { EnvironmentSource, Settings } from '../settings.ts';
import { isUp } from '../state.ts';
import { dispose, lockNew } from '../store/change.ts';
import { noteEarlierEnd } from '../store/earlier-end.ts';
import { findEnvironmentSource, writeEnvironmentSource } from '../store/environment-source.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { ownPidfile, removePidfiles, writePidfile } from '../store/pidfile.ts';
import { type DaemonRecord, MARKER, wholeFamilyOf } from '../store/record.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { giveAttributes } from './attributes.ts';
import type { Launch } from './launch-request.ts';
import { type LogFiles, openLogFiles } from './log-files.ts';
import type { StartOutcome } from './outcome.ts';
import { withRightsOf } from './owner.ts';
import type { Prepared } from './prepare.ts';

/** What was known of a name before. */
export interface Before {
  readonly previous: DaemonRecord | undefined;
  readonly previousSource: EnvironmentSource | undefined;
}

/** A daemon that is born, written down, and may run. */
export interface Born extends Before {
  readonly type: 'born';
  readonly record: DaemonRecord;
  readonly process: Detached;
  readonly logs: LogFiles;
  readonly environment: Readonly<Record<string, string>>;
  readonly owner: Owner | undefined;
  /** Taken before the birth, so that no signal finds a command that runs and nobody who would stop it. */
  readonly interruption: Interruption | undefined;
}

/** Whether there is nothing to wait for, so that it counts as running once it is born. */
const isSettledAtOnce = ({ ready, settleMs }: Settings): boolean => ready === null && settleMs === 0;

/** The runs of which something is still alive: what `stop` ends belongs to them, too. */
const leftIdsOf = (previous: DaemonRecord | undefined): readonly string[] => {
  if (!previous || findMembers(wholeFamilyOf(previous)).length === 0) return [];
  return [previous.id, ...previous.leftIds];
};

const newRecord = (
  { name, settings, isRestart }: Launch,
  previous: DaemonRecord | undefined,
  born: {
    readonly id: string;
    readonly identity: Identity;
    readonly session: number;
    readonly logs: LogFiles['paths'];
  },
): DaemonRecord => {
  const now = new Date().toISOString();
  const settled = isSettledAtOnce(settings);
  return {
    version: 1,
    name,
    id: born.id,
    leftIds: leftIdsOf(previous),
    settings,
    phase: settled ? 'running' : 'starting',
    worker: settled ? null : ownIdentity(),
    main: born.identity,
    session: born.session,
    startedAt: now,
    readyAt: settled ? now : null,
    endedAt: null,
    restarts: (previous?.restarts ?? 0) + (isRestart ? 1 : 0),
    lastExit: previous?.lastExit ?? null,
    logs: born.logs,
  };
};

const writeDown = (store: Store, launch: Launch, record: DaemonRecord, pid: number, { owner }: Prepared): void => {
  const { name, settings, source } = launch;
  const { pidfile } = settings;
  writeEnvironmentSource(store, name, source);
  writePidfile(ownPidfile(store, name), pid);
  if (pidfile !== null) withRightsOf(owner, () => writePidfile(pidfile, pid));
  writeRecord(store, record);
};

/** Puts back what was there before; its lock must be held. */
export const putBack = (store: Store, name: string, { previous, previousSource }: Before): void => {
  if (previousSource) writeEnvironmentSource(store, name, previousSource);
  if (previous) writeRecord(store, previous);
  else dispose(store, name);
};

const sourceBefore = (store: Store, name: string): EnvironmentSource | undefined => {
  try {
    return findEnvironmentSource(store, name);
  } catch {
    return undefined; // damaged: this start is about to mend it
  }
};

/** What the kernel said when it would not execute the command; undefined when something else went wrong. */
const refusalOf = (error: unknown): string | undefined => {
  const code = errorCode(error);
  if (code === undefined || !(error as NodeJS.ErrnoException).syscall?.startsWith('spawn')) return undefined;
  const words = [...process.getBuiltinModule('node:util').getSystemErrorMap().values()];
  return `${words.find(([name]) => name === code)?.[1] ?? 'the system refused'} (${code})`;
};

const bringUp = async (
  store: Store,
  launch: Launch,
  before: Before,
  prepared: Prepared,
  readiness: Readiness | undefined,
): Promise<Born> => {
  const { name, settings } = launch;
  const { file, owner } = prepared;
  const { previous } = before;
  const id = uniqueWord();
  const environment = { ...prepared.environment, ...readiness?.environment, [MARKER]: id };
  const logs = openLogFiles(store, name, settings, owner);
  // What takes no time cannot be interrupted; not to listen for signals saves loading what that needs.
  const interruption = isSettledAtOnce(settings) ? undefined : askedToEnd();
  let record: DaemonRecord | undefined;
  const write = (born: { readonly identity: Identity; readonly session: number }): void => {
    record = newRecord(launch, previous, { ...born, id, logs: logs.paths });
    writeDown(store, launch, record, born.identity.pid, prepared);
    note(store, name, { type: 'started', pid: born.identity.pid, command: settings.command, logOffsets: logs.offsets });
  };
  try {
    const process = await detach(
      {
        command: settings.command,
        file,
        cwd: settings.cwd,
        environment,
        umask: settings.umask,
        openFiles: settings.openFiles ?? undefined,
        owner,
        stdout: logs.stdout,
        stderr: logs.stderr,
        link: readiness?.link,
        nodeIntermediate: path.join(__dirname, 'intermediate.cjs'),
      },
      { prepare: (pid) => giveAttributes(pid, settings), record: write },
    );
    if (!record) throw new Error('the process was never written down');
    return { type: 'born', record, ...before, process, logs, environment, owner, interruption };
  } catch (error) {
    if (record) removePidfiles(store, record);
    interruption?.release();
    logs.close();
    throw error;
  }
};

/** Takes the name and brings the process up; exactly one of two that try at the same instant succeeds. */
export const claim = async (
  store: Store,
  launch: Launch,
  prepared: Prepared,
  readiness: Readiness | undefined,
): Promise<Born | StartOutcome> => {
  const { name } = launch;
  const lock = await lockNew(store, name);
  try {
    const previous = readRecord(store, name);
    const state = previous ? currentState(previous) : 'stopped';
    if (previous && isUp(state))
      return { type: 'already-running', record: previous, state, wanted: launch.ifNotRunning };
    if (previous) noteEarlierEnd(store, previous);
    const before = { previous, previousSource: previous && sourceBefore(store, name) };
    try {
      return await bringUp(store, launch, before, prepared, readiness);
    } catch (error) {
      putBack(store, name, before);
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      return { type: 'cannot-execute', file: launch.settings.command[0], reason };
    }
  } finally {
    lock.release();
  }
};
