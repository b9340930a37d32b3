import path from 'node:path';
import { absolute, homeFolder } from '../place/surroundings.ts';

/** Where it is written down what was installed: one JSON file per command, and what can be undone. */
export interface Store {
  readonly folder: string;
  /** Everybody may read it: the commands are for all. */
  readonly isSystem: boolean;
}

/** Beside `/usr/local/bin`, as programs that everybody has keep their data. */
const SYSTEM = '/usr/local/share/mkbin';

const dataFolder = (environment: NodeJS.ProcessEnv): string => {
  const data = absolute(environment.XDG_DATA_HOME);
  if (data !== undefined) return data;
  const local = absolute(environment.LOCALAPPDATA);
  return process.platform === 'win32' && local ? local : path.join(homeFolder(environment), '.local', 'share');
};

/** The store of this user, or that of the machine. */
export const storeFor = (isSystem: boolean, environment: NodeJS.ProcessEnv): Store =>
  isSystem ? { folder: SYSTEM, isSystem } : { folder: path.join(dataFolder(environment), 'mkbin'), isSystem };
