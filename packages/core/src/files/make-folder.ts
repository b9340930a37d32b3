import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../failure.ts';

const isDirectory = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;

const isThere = (folder: string): boolean => lstatSync(folder, { throwIfNoEntry: false }) !== undefined;

const makeIfMissing = (folder: string, mode: number): void => {
  for (;;) {
    if (isDirectory(folder)) return;
    try {
      mkdirSync(folder, { mode });
      return;
    } catch (error) {
      if (isDirectory(folder)) return;
      // What was in the way may be gone by now, as somebody else took his folder away: once more.
      if (errorCode(error) !== 'EEXIST' || isThere(folder)) throw error;
    }
  }
};

/**
 * Makes a folder with all that lies above it, from the top down; one that is there is fine. Throws what mkdir(2) says.
 * (Node's own recursive mkdir never ends below /proc, and tells a read-only disk as ENOENT.)
 */
export const makeFolder = (folder: string, mode = 0o777): void => {
  const parent = path.dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent, mode);
  makeIfMissing(folder, mode);
};
