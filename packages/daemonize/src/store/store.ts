/** The daemons' folders: `$DAEMONIZE_HOME/NAME/` with `record.json`, `environment.json`, `events.ndjson`, the logs and `pid`. */
import { existsSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  acquireLock,
  assertPrivate,
  ExitCode,
  ensurePrivateFolder,
  errorCode,
  Failure,
  isFailure,
  type Lock,
  nameBeside,
  nearest,
  quoteForShell,
  replaceFile,
} from '@proctools/core';
import type { EnvironmentSource } from '../settings.ts';
import type { DaemonRecord } from './record.ts';

/** What becomes a file name must look like this. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

export interface Store {
  readonly home: string;
}

/** Where the state of daemons lives, from the environment and the user. */
export const homeFolder = (environment: NodeJS.ProcessEnv, isRoot: boolean): string => {
  if (environment.DAEMONIZE_HOME) return path.resolve(environment.DAEMONIZE_HOME);
  if (isRoot) return '/var/lib/daemonize';
  const { XDG_STATE_HOME } = environment; // must be absolute, says the XDG base directory specification
  if (XDG_STATE_HOME?.startsWith('/')) return path.join(XDG_STATE_HOME, 'daemonize');
  return path.join(environment.HOME || process.getBuiltinModule('node:os').homedir(), '.local', 'state', 'daemonize');
};

/** The store of this user; refuses a folder that others could tamper with. */
export const openStore = (): Store => {
  if (process.platform === 'win32') throw new Failure(ExitCode.failed, 'daemonize does not run on Windows yet');
  const home = homeFolder(process.env, process.geteuid?.() === 0);
  assertPrivate(home);
  return { home };
};

export const folderOf = ({ home }: Store, name: string): string => path.join(home, name);

export const fileOf = (store: Store, name: string, file: string): string => path.join(folderOf(store, name), file);

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new Failure(ExitCode.failed, `cannot read ${file}`, { cause: error });
  }
};

const DAMAGED = 'move it away, or mend it; what it described goes on running';

const parse = <Content>(file: string, text: string): Content => {
  try {
    return JSON.parse(text) as Content;
  } catch (error) {
    throw new Failure(ExitCode.failed, `${file} is damaged: it is not JSON`, {
      hint: DAMAGED,
      cause: error,
    });
  }
};

/** The record of a daemon; undefined when there is none of this name. A damaged one is a Failure. */
export const readRecord = (store: Store, name: string): DaemonRecord | undefined => {
  if (!NAME.test(name)) return undefined;
  const file = fileOf(store, name, 'record.json');
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const record = parse<DaemonRecord>(file, text);
  const isWhole =
    record?.version === 1 && record.name === name && typeof record.id === 'string' && Array.isArray(record.leftIds);
  if (isWhole && Array.isArray(record.settings?.command) && record.logs) return record;
  throw new Failure(ExitCode.failed, `${file} is damaged: it does not describe ${name}`, { hint: DAMAGED });
};

/** Whether there is a record, be it damaged. */
export const hasRecord = (store: Store, name: string): boolean => existsSync(fileOf(store, name, 'record.json'));

/** The record of a daemon that must be there: else a Failure with the exit code for unknown names. */
export const requireRecord = (store: Store, name: string): DaemonRecord => {
  const record = readRecord(store, name);
  if (record) return record;
  const similar = nearest(name, daemonNames(store));
  throw new Failure(ExitCode.unknown, `no daemon is called ${quoteForShell(name)}`, {
    hint: similar === undefined ? 'daemonize list shows those there are' : `did you mean ${similar}?`,
  });
};

/** A system error as a sentence, for what can go wrong with any file of ours. */
const writing = (file: string, write: () => void): void => {
  try {
    write();
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot write ${file}`, { cause: error });
  }
};

export const writeRecord = (store: Store, record: DaemonRecord): void => {
  const file = fileOf(store, record.name, 'record.json');
  writing(file, () => replaceFile(file, `${JSON.stringify(record, undefined, 2)}\n`));
};

export const findEnvironmentSource = (store: Store, name: string): EnvironmentSource | undefined => {
  const file = fileOf(store, name, 'environment.json');
  const text = readIfThere(file);
  return text === undefined ? undefined : parse<EnvironmentSource>(file, text);
};

export const readEnvironmentSource = (store: Store, name: string): EnvironmentSource => {
  const source = findEnvironmentSource(store, name);
  if (source) return source;
  throw new Failure(ExitCode.failed, `${fileOf(store, name, 'environment.json')} is missing`, {
    hint: `start ${name} anew, or restart it with --update-env`,
  });
};

export const writeEnvironmentSource = (store: Store, name: string, source: EnvironmentSource): void => {
  const file = fileOf(store, name, 'environment.json');
  writing(file, () => replaceFile(file, `${JSON.stringify(source)}\n`, { durable: false }));
};

/** The names of all daemons, sorted; none when nothing was ever started. */
export const daemonNames = ({ home }: Store): readonly string[] => {
  try {
    return readdirSync(home)
      .filter((name) => NAME.test(name))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Failure(ExitCode.failed, `cannot read the state folder ${home}`, { cause: error });
  }
};

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

/**
 * As `updateRecord`; but where there is no room to write it does without, and answers with what the record would
 * be: what fills the disk must be stoppable. Nobody else changes it meanwhile, as that takes room, too.
 */
export const updateRecordIfRoom: typeof updateRecord = async (store, name, change) => {
  try {
    return await updateRecord(store, name, change);
  } catch (error) {
    if (!isFailure(error) || !isFull(error)) throw error;
    const record = requireRecord(store, name);
    return change(record) ?? record;
  }
};

/** Forgets a daemon; its lock must be held, and goes with the folder. At no moment is there half of it. */
export const dispose = (store: Store, name: string): void => {
  const beside = nameBeside(folderOf(store, name)); // its name begins with a dot, so it is no daemon's
  renameSync(folderOf(store, name), beside);
  rmSync(beside, { recursive: true, force: true });
};
