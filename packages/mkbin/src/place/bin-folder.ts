import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';
import { absolute, homeFolder, searchFolders } from './surroundings.ts';

type Environment = NodeJS.ProcessEnv;

export interface BinFolder {
  readonly folder: string;
  readonly isOnPath: boolean;
}

export interface PlaceOptions {
  readonly dir: string | undefined;
  readonly system: boolean;
}

const realPath = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
};

/** Whether a shell looks for commands in this folder, be it by another name. */
export const isOnPath = (folder: string, environment: Environment): boolean => {
  const folders = searchFolders(environment);
  return folders.includes(folder) || folders.map(realPath).includes(realPath(folder));
};

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** npm puts these on PATH for the run of a script; npm clears them, too. */
const isPassing = (folder: string): boolean => folder.endsWith(path.join('node_modules', '.bin'));

/** `~/.local/bin` when commands are found there; else the first directory of PATH in the home folder that is ours. */
const inHome = (environment: Environment): string => {
  const home = homeFolder(environment);
  const usual = path.join(home, '.local', 'bin');
  if (isOnPath(usual, environment)) return usual;
  const own = searchFolders(environment).find(
    (folder) => folder.startsWith(`${home}${path.sep}`) && !isPassing(folder) && isWritable(folder),
  );
  return own ?? usual;
};

const choose = ({ dir, system }: PlaceOptions, environment: Environment): string => {
  if (dir !== undefined) return path.resolve(dir);
  if (system) return '/usr/local/bin';
  return absolute(environment.XDG_BIN_HOME) ?? inHome(environment);
};

/** The folder that new commands go to. */
export const binFolder = (options: PlaceOptions, environment: Environment): BinFolder => {
  const folder = choose(options, environment);
  return { folder, isOnPath: isOnPath(folder, environment) };
};
