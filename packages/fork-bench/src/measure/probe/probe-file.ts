/** Where the probe lies, once it has been assembled: in a cache folder of the user's own. */
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ExitCode, ensurePrivateFolder, Failure, replaceFile } from '@proctools/core';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Folders to keep it in, the best first: below XDG_CACHE_HOME (which counts only when it is absolute, as the XDG Base
 * Directory Specification wants it), or HOME; and, as both may be read-only or not executable, below TMPDIR.
 */
export const cacheFolders = ({ XDG_CACHE_HOME, HOME, TMPDIR }: Variables): readonly string[] => {
  const home = HOME === undefined || HOME === '' ? [] : [path.join(HOME, '.cache')];
  const cache = XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME) ? [XDG_CACHE_HOME] : home;
  const user = process.getuid?.() ?? 'user';
  return [
    ...cache.map((folder) => path.join(folder, 'proctools', 'fork-bench')),
    path.join(TMPDIR || os.tmpdir(), `proctools-fork-bench-${user}`),
  ];
};

const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isIntact = (file: string, sha: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return shaOf(readFileSync(file)) === sha;
  } catch {
    return false;
  }
};

const STICKY = 0o1000;
const WRITABLE_FOR_OTHERS = 0o022;

/** Whether somebody else may put another folder into the place of one that lies in this one. */
const isOpen = (folder: string): boolean => {
  const { uid, mode } = statSync(folder);
  if (uid !== 0 && uid !== process.geteuid?.()) return true;
  return (mode & WRITABLE_FOR_OTHERS) !== 0 && (mode & STICKY) === 0;
};

/** With sudo, HOME may be that of somebody who would then choose what root executes. */
const assertOutOfReach = (folder: string): void => {
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    if (isOpen(above)) {
      throw new Failure(ExitCode.failed, `somebody else may replace what lies in ${above}`);
    }
    if (above === path.dirname(above)) return;
  }
};

/**
 * Puts the probe into a folder that nobody else may write to, unless it lies there, whole and unchanged. Answers with
 * its path. Throws a Failure for a folder that is not private, and the system's error where nothing can be written.
 */
export const placeProbe = (image: Uint8Array, folder: string): string => {
  ensurePrivateFolder(folder);
  assertOutOfReach(folder);
  const sha = shaOf(image);
  const file = path.join(folder, `probe-${process.arch}-${sha.slice(0, 16)}`);
  if (!isIntact(file, sha)) replaceFile(file, image, { mode: 0o700, durable: false });
  return file;
};
