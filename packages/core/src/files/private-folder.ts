import { lstatSync, type Stats } from 'node:fs';
import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { makeFolder } from './make-folder.ts';

const look = (folder: string): Stats | undefined => {
  try {
    return lstatSync(folder, { throwIfNoEntry: false });
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot look at the state folder ${folder}`, { cause: error });
  }
};

/**
 * Says why a folder is not to be trusted with our state: it is no folder (a link of somebody else
 * perhaps), belongs to somebody else, or others may write to it. Undefined when all is well.
 */
const distrust = (folder: string): string | undefined => {
  const found = look(folder);
  if (!found) return undefined;
  if (!found.isDirectory()) return 'it is not a directory';
  if (found.uid !== process.geteuid?.()) return `it belongs to user ${found.uid}`;
  return (found.mode & 0o022) === 0 ? undefined : 'others may write to it';
};

/** Refuses a state folder that somebody else could tamper with. One that is not there is fine. */
export const assertPrivate = (folder: string): void => {
  const reason = distrust(folder);
  if (reason !== undefined) {
    throw new Failure(ExitCode.failed, `refusing the state folder ${folder}: ${reason}`, {
      hint: 'it must be a directory of your own that nobody else may write to',
    });
  }
};

/** Makes the folder, for its owner only, with whatever lies above it; refuses one that is not private. */
export const ensurePrivateFolder = (folder: string): void => {
  try {
    makeFolder(folder, 0o700);
  } catch (error) {
    const hint = 'the state can be kept elsewhere: see FILES in --man';
    throw new Failure(ExitCode.failed, `cannot make the state folder ${folder}`, { hint, cause: error });
  }
  assertPrivate(folder);
};
