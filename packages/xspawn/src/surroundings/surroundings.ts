/**
 * What xspawn takes on itself, and so hands on: directory, umask, nice value, user. It has nothing else to do
 * than to look after the command, and what it is itself the command gets without a moment in between.
 */
import { statSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import {
  composeEnvironment,
  ExitCode,
  Failure,
  isFailure,
  readEnvironmentFile,
  resolveOwner,
  takeGroups,
} from '@proctools/core';
import type { SurroundingOptions } from './options.ts';

const failed = (message: string, cause?: unknown): Failure => new Failure(ExitCode.toolFailed, message, { cause });

/** Whatever fails before the command is started is a failure of the tool, which for a wrapper is a code of its own. */
const asToolFailure = <Answer>(work: () => Answer): Answer => {
  try {
    return work();
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { cause, hint, message } = error;
    throw new Failure(ExitCode.toolFailed, message, { cause, ...(hint !== undefined && { hint }) });
  }
};

const enter = (directory: string): void => {
  if (statSync(directory, { throwIfNoEntry: false })?.isFile()) throw failed(`--cwd: ${directory} is not a directory`);
  try {
    process.chdir(directory);
  } catch (cause) {
    throw failed(`--cwd: cannot go to ${directory}`, cause);
  }
};

const takeNice = (value: number): void => {
  try {
    setPriority(0, value);
  } catch (cause) {
    throw failed(`--nice: cannot take the nice value ${value}`, cause);
  }
};

/** Groups first, since that needs the rights that setuid(2) gives away. */
const becomeUser = (text: string): void => {
  if (process.setuid === undefined) throw failed('--user: there are no users to become on this system');
  const [user = '', group] = text.split(':', 2);
  const owner = asToolFailure(() => resolveOwner({ user: user === '' ? null : user, group: group || null }));
  if (!owner) throw failed(`--user: expected USER[:GROUP], not ${JSON.stringify(text)}`);
  takeGroups(owner);
  process.setgid?.(owner.gid);
  process.setuid(owner.uid);
};

/** The variables of the command: the caller's, the files', those set, without those taken away. */
export const environmentFor = (
  caller: Readonly<Record<string, string>>,
  { clearEnv, env, envFile, unset }: SurroundingOptions,
): Readonly<Record<string, string>> => {
  const files = asToolFailure(() => envFile.map(readEnvironmentFile));
  const all = composeEnvironment({ caller, clearEnv, files, assignments: env });
  const gone = new Set(unset);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !gone.has(name)));
};

/** Takes on what the options say. A Failure names the option that cannot be. */
export const takeOn = ({ cwd, nice, umask, user }: SurroundingOptions): void => {
  if (umask !== undefined) process.umask(umask);
  if (nice !== undefined) takeNice(nice);
  if (user !== undefined) becomeUser(user);
  if (cwd !== undefined) enter(path.resolve(cwd));
};
