/** The daemons' folders: `$DAEMONIZE_HOME/NAME/` with `record.json`, `environment.json`, `events.ndjson`, the logs and `pid`. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { assertPrivate, ExitCode, errorCode, Failure, isName } from '@proctools/core';
import type { DaemonEvent } from './journal.ts';

export interface Store {
  readonly home: string;
  /** Told of what is noted in a journal by this process, too. */
  readonly hear?: (name: string, event: DaemonEvent) => void;
}

/** Where the state of daemons lives, from the environment and the user. */
export const homeFolder = (): string => {
  const { DAEMONIZE_HOME, HOME, XDG_STATE_HOME } = process.env;
  if (DAEMONIZE_HOME) return path.resolve(DAEMONIZE_HOME);
  if (process.geteuid?.() === 0) return '/var/lib/daemonize';
  // It must be absolute, says the XDG base directory specification.
  if (XDG_STATE_HOME?.startsWith('/')) return path.join(XDG_STATE_HOME, 'daemonize');
  return path.join(HOME || process.getBuiltinModule('node:os').homedir(), '.local', 'state', 'daemonize');
};

/** The store of this user; refuses a folder that others could tamper with. */
export const openStore = (): Store => {
  if (process.platform === 'win32') throw new Failure(ExitCode.failed, 'daemonize does not run on Windows yet');
  const home = homeFolder();
  assertPrivate(home);
  return { home };
};

export const folderOf = ({ home }: Store, name: string): string => path.join(home, name);

export const fileOf = (store: Store, name: string, file: string): string => path.join(folderOf(store, name), file);

/** The names of all daemons, sorted; none when nothing was ever started. */
export const daemonNames = ({ home }: Store): readonly string[] => {
  try {
    return readdirSync(home)
      .filter((name) => isName(name))
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Failure(ExitCode.failed, `cannot read the state folder ${home}`, { cause: error });
  }
};
