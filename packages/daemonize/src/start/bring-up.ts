/** Lets the process be born, and writes it down before it begins. The lock of the name must be held. */
import path from 'node:path';
import {
  askedToEnd,
  type Detached,
  detach,
  type Identity,
  type Interruption,
  type Owner,
  removeFile,
  uniqueWord,
} from '@proctools/core';
import { pathsOf } from '../logs/log.ts';
import type { Readiness } from '../ready/readiness.ts';
import { writeEnvironmentSource } from '../store/environment-source.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { legacyOf } from '../store/legacy.ts';
import { ownPidfile, removePidfiles, writePidfile } from '../store/pidfile.ts';
import { type DaemonRecord, MARKER } from '../store/record.ts';
import { writeRecordAtOnce } from '../store/records.ts';
import { giveAttributes } from './attributes.ts';
import { type Before, writesSource } from './before.ts';
import { ENDING } from './ending.ts';
import type { Launch } from './launch-request.ts';
import { type LogFiles, openLogFiles } from './log-files.ts';
import { isSettledAtOnce, newRecord } from './new-record.ts';
import { withRightsOf } from './owner.ts';
import type { Prepared } from './prepare.ts';

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

const writeDown = (store: Store, launch: Launch, record: DaemonRecord, pid: number, prepared: Prepared): void => {
  const { fromFiles, owner } = prepared;
  const { name, settings, source } = launch;
  const { pidfile } = settings;
  if (writesSource(launch)) writeEnvironmentSource(store, name, { ...source, fromFiles });
  if (launch.by === 'supervisor') removeFile(ownPidfile(store, name)); // to rename over it would wait for the disk
  writePidfile(ownPidfile(store, name), pid);
  if (pidfile !== null) withRightsOf(owner, () => writePidfile(pidfile, pid));
  writeRecordAtOnce(store, record);
};

/** Who moved them may have been killed; whoever moves them now sees to it himself. */
const repairLogs = async (store: Store, { openLogs }: Launch, previous: DaemonRecord | undefined): Promise<void> => {
  if (openLogs || !previous?.settings.logging?.rotation) return;
  const { recoverLogs } = await import('../logs/recover-logs.ts');
  await recoverLogs(store, previous);
};

/** Brings the process up; rejects when it cannot, and then there is none. */
export const bringUp = async (
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
  await repairLogs(store, launch, previous);
  const logs = (await launch.openLogs?.(owner)) ?? openLogFiles(store, name, settings, owner);
  // What takes no time cannot be interrupted; not to listen for signals saves loading what that needs.
  const interruption = isSettledAtOnce(settings) ? undefined : askedToEnd(settings.foreground ? ENDING : undefined);
  let record: DaemonRecord | undefined;
  const write = (born: { readonly identity: Identity; readonly session: number | null }): void => {
    record = newRecord(launch, previous, { ...born, id, logs: pathsOf(logs.logs), piped: logs.piped });
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
        legacy: settings.supervision ? legacyOf(store, name) : undefined,
        nodeIntermediate: path.join(__dirname, 'intermediate.cjs'),
      },
      { meanwhile: launch.assertAlone, prepare: (pid) => giveAttributes(pid, settings), record: write },
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
