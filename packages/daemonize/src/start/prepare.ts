/** All that can be refused before anything is touched. */
import { type Stats, statSync } from 'node:fs';
import {
  composeEnvironment,
  ExitCode,
  Failure,
  type Owner,
  readEnvironmentFile,
  resolveCommand,
  resolveOwner,
} from '@proctools/core';
import type { EnvironmentSource, Settings } from '../settings.ts';
import type { Launch } from './launch-request.ts';
import type { StartFailure } from './outcome.ts';

export interface Prepared {
  readonly type: 'prepared';
  /** The file that the command's name stands for. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Those of its variables that its environment files set. */
  readonly fromFiles: Readonly<Record<string, string>>;
  readonly owner: Owner | undefined;
}

const look = (directory: string, purpose: string): Stats | undefined => {
  try {
    return statSync(directory, { throwIfNoEntry: false });
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot ${purpose} ${directory}`, { cause: error });
  }
};

const assertDirectory = (directory: string, purpose: string): void => {
  const found = look(directory, purpose);
  if (!found?.isDirectory()) {
    const reason = found ? 'is not a directory' : 'does not exist';
    throw new Failure(ExitCode.failed, `cannot ${purpose} ${directory}: it ${reason}`);
  }
};

/** What the environment files say now. */
export const variablesInFiles = ({ envFiles }: Settings): Prepared['fromFiles'] =>
  Object.assign({}, ...envFiles.map(readEnvironmentFile));

/** All variables that the command gets, but for those that tell it of us. */
export const environmentFrom = (
  settings: Settings,
  { assignments, caller }: EnvironmentSource,
  fromFiles = variablesInFiles(settings),
): Prepared['environment'] =>
  composeEnvironment({ caller, assignments, clearEnv: settings.clearEnv, files: [fromFiles] });

/** What the start needs to know, or the outcome that is certain already. */
export const prepare = ({ settings, source }: Pick<Launch, 'settings' | 'source'>): Prepared | StartFailure => {
  assertDirectory(settings.cwd, 'run in');
  for (const folder of settings.supervision?.watch ?? []) assertDirectory(folder, 'watch');
  const fromFiles = variablesInFiles(settings);
  const environment = environmentFrom(settings, source, fromFiles);
  const [command] = settings.command;
  const search = environment.PATH ?? source.caller.PATH;
  const resolved = resolveCommand(command, search, settings.cwd);
  if (resolved.type === 'not-found')
    return { type: 'not-found', command, search: command.includes('/') ? undefined : search };
  if (resolved.type === 'cannot-execute') return resolved;
  return { type: 'prepared', file: resolved.file, environment, fromFiles, owner: resolveOwner(settings) };
};
