/** The numbered files that a log was moved to: `out.log.1` is the newest, `out.log.2.gz` an older one. */
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, renameSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, errorCode, Failure, removeFile } from '@proctools/core';

export interface Archive {
  readonly file: string;
  readonly number: number;
  readonly isCompressed: boolean;
}

/** Number 0 is one that is still being written; see in-place.ts. */
export const archiveFile = (file: string, number: number): string => `${file}.${number}`;

/** None where there is no such folder. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
};

const isFile = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/** All of them, the newest first. Of one that is there twice, its compressor was killed before it removed what it had read. */
export const archivesOf = (file: string): readonly Archive[] => {
  const [folder, base] = [path.dirname(file), path.basename(file)];
  const found = new Map<number, Archive>();
  for (const name of namesIn(folder)) {
    if (!name.startsWith(`${base}.`)) continue;
    const [, digits, suffix] = /^([1-9]\d{0,5})(\.gz)?$/.exec(name.slice(base.length + 1)) ?? [];
    if (digits === undefined) continue;
    const [number, isCompressed] = [Number(digits), suffix !== undefined];
    if (!isFile(path.join(folder, name))) continue; // a link or a FIFO would be somebody's trap
    if (isCompressed || !found.has(number)) found.set(number, { file: path.join(folder, name), number, isCompressed });
  }
  return [...found.values()].sort((one, other) => one.number - other.number);
};

/** Of which the rest can be read all the same. */
export const damaged = (file: string, cause?: unknown): Failure =>
  new Failure(ExitCode.failed, `${file} is damaged`, { hint: 'move it away to see the rest', cause });

/** A header and a trailer. */
const SMALLEST_GZIP = 18;

/** How long it is, without its compression: gzip writes that at the end, in 32 bits. RFC 1952 */
export const lengthOf = ({ file, isCompressed }: Archive): number => {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (!isCompressed) return size;
    if (size < SMALLEST_GZIP) throw damaged(file);
    const last = Buffer.alloc(4);
    return readSync(descriptor, last, 0, 4, size - 4) === 4 ? last.readUInt32LE() : 0;
  } finally {
    closeSync(descriptor);
  }
};

const forget = (file: string, { isCompressed, number }: Archive): void => {
  removeFile(archiveFile(file, number));
  if (isCompressed) removeFile(`${archiveFile(file, number)}.gz`);
};

/**
 * Makes room for a new number 1: every archive gets the next number, up to the first that is free; those that would be more than
 * `keep` are removed. Killed at any moment it leaves a gap, which is filled the next time.
 */
export const makeRoom = (file: string, keep: number): void => {
  const row: Archive[] = [];
  for (const archive of archivesOf(file)) if (archive.number === row.length + 1) row.push(archive);
  for (const archive of row.slice(keep - 1)) forget(file, archive);
  for (const { file: from, isCompressed, number } of row.slice(0, keep - 1).reverse()) {
    const to = archiveFile(file, number + 1);
    renameSync(from, isCompressed ? `${to}.gz` : to);
    if (isCompressed) removeFile(archiveFile(file, number));
  }
};
