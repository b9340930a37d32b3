/** Where baselines are kept: `$XDG_STATE_HOME/fork-bench/baselines/NAME.json`, for their owner only. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { assertPrivate, ExitCode, errorCode, Failure, isName } from '@proctools/core';

const EXTENSION = '.json';

/** The folder, whether it is there or not. XDG_STATE_HOME has to be absolute, says the XDG base directory specification. */
export const baselineFolder = ({ HOME, XDG_STATE_HOME }: NodeJS.ProcessEnv = process.env): string => {
  const home = HOME || process.getBuiltinModule('node:os').homedir();
  const state = XDG_STATE_HOME?.startsWith('/') ? XDG_STATE_HOME : path.join(home, '.local', 'state');
  return path.join(state, 'fork-bench', 'baselines');
};

export const baselineFile = (folder: string, name: string): string => path.join(folder, `${name}${EXTENSION}`);

/** The names of all baselines, sorted; a Failure when the folder cannot be read, or others may write to it. */
export const baselineNames = (folder: string): readonly string[] => {
  if (process.platform !== 'win32') assertPrivate(folder);
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(EXTENSION))
      .map((file) => file.slice(0, -EXTENSION.length))
      .filter(isName)
      .sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw new Failure(ExitCode.failed, `cannot read the baselines in ${folder}`, { cause: error });
  }
};
