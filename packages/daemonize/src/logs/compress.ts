/** Making archives smaller, one after the other, while they may get other numbers. */
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import { errorCode, removeFile, uniqueWord } from '@proctools/core';
import type { Rights } from '../start/owner.ts';
import { archiveFile, archivesOf, namesIn } from './archives.ts';

const squeeze = (from: number, to: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const keep = { autoClose: false };
    const [source, sink] = [createReadStream('', { fd: from, ...keep }), createWriteStream('', { fd: to, ...keep })];
    pipeline(source, createGzip(), sink, (error) => (error ? reject(error) : resolve()));
  });

/** The number that the file has by now; undefined when it was removed. */
const nameNow = (file: string, inode: number): string | undefined =>
  archivesOf(file).find((archive) => !archive.isCompressed && statSync(archive.file).ino === inode)?.file;

const replace = (file: string, inode: number, small: string): void => {
  const big = nameNow(file, inode);
  if (big === undefined) {
    removeFile(small);
    return;
  }
  renameSync(small, `${big}.gz`);
  removeFile(big);
};

/** How the names of what is being made begin. */
const unfinished = (file: string): string => `${archiveFile(file, 0)}.gz.`;

/** Removes what a compressor that was killed has left. */
export const removeUnfinished = (file: string): void => {
  const folder = path.dirname(file);
  for (const name of namesIn(folder)) {
    const found = path.join(folder, name);
    if (found.startsWith(unfinished(file))) removeFile(found);
  }
};

const compressOne = async (file: string, archive: string, rights: Rights): Promise<void> => {
  const small = `${unfinished(file)}${uniqueWord()}`;
  const from = rights(() => openSync(archive, 'r'));
  try {
    const { ino, mode } = fstatSync(from);
    const to = rights(() => openSync(small, 'w', mode & 0o777));
    try {
      await squeeze(from, to);
    } finally {
      closeSync(to);
    }
    rights(() => replace(file, ino, small));
  } catch (error) {
    rights(() => removeFile(small));
    throw error;
  } finally {
    closeSync(from);
  }
};

const firstPlain = (file: string): string | undefined =>
  archivesOf(file).findLast(({ isCompressed }) => !isCompressed)?.file;

/** Compresses every archive of a log that is not yet, the oldest first, as long as `mayGoOn`. */
export const compressArchives = async (file: string, rights: Rights, mayGoOn: () => boolean): Promise<void> => {
  for (;;) {
    const archive = mayGoOn() ? rights(() => firstPlain(file)) : undefined;
    if (archive === undefined) return;
    try {
      await compressOne(file, archive, rights);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error; // it has another number by now
    }
  }
};
