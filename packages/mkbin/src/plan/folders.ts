import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '@proctools/core';
import type { Step } from '../apply/step.ts';
import type { Conflict } from './plan.ts';

const isThere = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false }) !== undefined;

/** The folder and those above it that are not there yet, the highest first. */
const missing = (folder: string): readonly string[] =>
  isThere(folder) || path.dirname(folder) === folder ? [] : [...missing(path.dirname(folder)), folder];

/** Steps that make the folders of these files. */
export const foldersFor = (files: readonly string[]): readonly Step[] => {
  const folders = new Set(files.flatMap((file) => missing(path.dirname(file))));
  return [...folders].map((folder) => ({ type: 'folder', path: folder, mode: 0o755 }));
};

const nearestThere = (folder: string): string =>
  isThere(folder) || path.dirname(folder) === folder ? folder : nearestThere(path.dirname(folder));

/** Why nothing can be put into a folder, which may have to be made first. */
export const obstacleIn = (folder: string): Conflict | undefined => {
  try {
    const there = nearestThere(folder);
    if (!statSync(there).isDirectory()) return { type: 'unwritable', path: there, code: 'ENOTDIR' };
    accessSync(there, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return { type: 'unwritable', path: folder, code: errorCode(error) ?? 'EIO' };
  }
};
