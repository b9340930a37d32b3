/** Where the probe lies, once it has been assembled: in a cache folder of the user's own. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePrivateFolder, replaceFile } from '@proctools/core';

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
    path.join(TMPDIR || os.tmpdir(), `proctools-${user}`, 'fork-bench'),
  ];
};

const shaOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const isIntact = (file: string, sha: string): boolean => {
  try {
    return shaOf(readFileSync(file)) === sha;
  } catch {
    return false;
  }
};

/**
 * Puts the probe into a folder that nobody else may write to, unless it lies there, whole and unchanged. Answers with
 * its path. Throws a Failure for a folder that is not private, and the system's error where nothing can be written.
 */
export const placeProbe = (image: Uint8Array, folder: string): string => {
  ensurePrivateFolder(folder);
  const sha = shaOf(image);
  const file = path.join(folder, `probe-${process.arch}-${sha.slice(0, 16)}`);
  if (!isIntact(file, sha)) replaceFile(file, image, { mode: 0o700, durable: false });
  return file;
};
