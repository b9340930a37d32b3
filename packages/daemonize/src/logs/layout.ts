/** Where each part of a log is at this moment, also in the middle of a rotation, or of one that a kill -9 has ended. */
import { closeSync, fstatSync, statSync } from 'node:fs';
import { type Archive, archiveFile, archivesOf, lengthOf } from './archives.ts';
import { type Ledger, readLedger } from './ledger.ts';
import type { Log } from './log.ts';
import { readMark } from './mark.ts';
import { openIfThere } from './tail.ts';

/** A stretch of the log. */
export interface Part {
  readonly file: string;
  readonly isCompressed: boolean;
  /** The place in the log that it begins at. */
  readonly start: number;
  /** Infinite for the last: it grows. */
  readonly length: number;
  /** Where in the file it begins, in bytes. */
  readonly offset: number;
}

/** What the newest file is at this moment. */
interface Newest {
  readonly inode: number | undefined;
  readonly mark: number | undefined;
}

const lookAt = (file: string): Newest => {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return { inode: undefined, mark: undefined };
  try {
    return { inode: fstatSync(descriptor).ino, mark: readMark(descriptor) };
  } finally {
    closeSync(descriptor);
  }
};

/** Undefined when there is none. */
const sizeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.size;

/** What comes after the archives, oldest first. */
const latest = (file: string, { bytes, moving }: Ledger, { inode, mark }: Newest): readonly Part[] => {
  const part = (start: number, offset: number): Part => ({
    ...{ file, isCompressed: false, start, length: Number.POSITIVE_INFINITY, offset },
  });
  const copy = archiveFile(file, 0);
  const copied = (length: number): Part => ({ file: copy, isCompressed: false, start: bytes, length, offset: 0 });
  if (mark !== undefined) return [copied(mark), part(bytes + mark, mark)];
  if (!moving) return [part(bytes, 0)];
  if (moving.inode !== undefined) return [part(inode === moving.inode ? bytes : bytes + moving.bytes, 0)];
  const newest = part(bytes + moving.bytes, 0);
  return sizeOf(copy) === undefined ? [newest] : [copied(moving.bytes), newest];
};

const partOf = (archive: Archive, end: number): Part => {
  const length = lengthOf(archive);
  return { file: archive.file, isCompressed: archive.isCompressed, start: end - length, length, offset: 0 };
};

/** All parts, oldest first. One that vanishes meanwhile is a rotation: look again. */
export const layoutOf = ({ file, ledger }: Log): readonly Part[] => {
  if (ledger === null) {
    return [{ file, isCompressed: false, start: 0, length: Number.POSITIVE_INFINITY, offset: 0 }];
  }
  const parts = [...latest(file, readLedger(ledger), lookAt(file))];
  for (const archive of archivesOf(file)) {
    const end = parts[0]?.start ?? 0;
    if (end > 0) parts.unshift(partOf(archive, end));
  }
  return parts;
};
