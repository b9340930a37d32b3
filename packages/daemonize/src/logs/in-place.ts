/**
 * Moving the head of a log to an archive while the command goes on writing to its end, so that not a byte is lost, nor there
 * twice, whoever is killed at whatever moment:
 *
 * 1. the head is copied to `file.0`;
 * 2. a mark is written over the head of the log (mark.ts): from here on the copy counts;
 * 3. the ledger says that so many bytes are being moved;
 * 4. the head is taken out, and the mark with it, in one system call;
 * 5. `file.0` becomes `file.1`, after the older ones have moved up;
 * 6. the ledger says that they have been moved.
 *
 * A copy without a mark and without a word in the ledger is worth nothing; `recover` goes on wherever it was left.
 */
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { isAlive, removeFile, sleep } from '@proctools/core';
import type { Rights } from '../start/owner.ts';
import { archiveFile, makeRoom } from './archives.ts';
import { blockSize, collapser } from './collapse.ts';
import { removeUnfinished } from './compress.ts';
import { readLedger, writeLedger } from './ledger.ts';
import { readMark, removeMark, writeMark } from './mark.ts';

/** A log that is moved so. */
export interface InPlace {
  readonly file: string;
  readonly ledger: string;
  readonly keep: number;
  /** With whose rights its files are found: its owner's, where the folder is his. */
  readonly rights: Rights;
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;

const BLOCK = 1 << 18;

/** Between two of these, other events have their turn. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const copyHead = async (from: number, to: number, bytes: number): Promise<void> => {
  const buffer = Buffer.allocUnsafe(Math.min(BLOCK, bytes));
  for (let at = 0; at < bytes; ) {
    const read = readSync(from, buffer, 0, Math.min(buffer.length, bytes - at), at);
    if (read === 0) throw new Error('the log has been cut short');
    for (let written = 0; written < read; ) written += writeSync(to, buffer, written, read - written);
    at += read;
    await pause();
  }
};

/** On the disk: the head is taken out of the log next. */
const flush = (descriptor: number): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(descriptor, (error) => (error ? reject(error) : resolve())));

/** One that is there is somebody else's, who moves the same log: `recover` has removed what was left of ours. */
const openCopy = ({ file, rights }: InPlace, mode: number): number =>
  rights(() => openSync(archiveFile(file, 0), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode));

/** From here on the copy counts, so it must be there under its name. */
const assertThere = ({ file, rights }: InPlace, copy: number): void => {
  const named = rights(() => statSync(archiveFile(file, 0)));
  if (named.ino !== fstatSync(copy).ino) throw new Error(`somebody else moves ${file}, too`);
};

const withFile = async (descriptor: number, work: (descriptor: number) => Promise<void>): Promise<void> => {
  try {
    await work(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

const openLog = ({ file, rights }: InPlace): number => rights(() => openSync(file, O_RDWR));

/** Steps 5 and 6. */
const settle = (log: InPlace): void => {
  const { file, keep, ledger, rights } = log;
  const { bytes, moving } = readLedger(ledger);
  const copy = archiveFile(file, 0);
  rights(() => {
    if (!existsSync(copy)) return;
    makeRoom(file, keep);
    renameSync(copy, archiveFile(file, 1));
  });
  writeLedger(ledger, { bytes: bytes + (moving?.bytes ?? 0) }, true);
};

/** Steps 3 and 4, and what follows; the copy and the mark are there. Where the system refuses all is put back. */
const take = async (log: InPlace, descriptor: number, bytes: number): Promise<void> => {
  const { file, ledger, rights } = log;
  const { bytes: before } = readLedger(ledger);
  const { go, identity } = collapser(descriptor, bytes);
  try {
    writeLedger(ledger, { bytes: before, moving: { bytes, collapser: identity } }, true);
    await go();
  } catch (error) {
    if (readMark(descriptor) !== undefined) {
      const copy = archiveFile(file, 0);
      writeLedger(ledger, { bytes: before }, true);
      await withFile(
        rights(() => openSync(copy, 'r')),
        async (from) => removeMark(descriptor, from),
      );
      rights(() => removeFile(copy));
      throw error;
    }
  }
  settle(log);
};

const LOOK_MS = 2;

/** The move whose mark is there is finished; true when there was one. */
const finishMarked = async (log: InPlace): Promise<boolean> => {
  const { file, rights } = log;
  if (!rights(() => existsSync(file) && existsSync(archiveFile(file, 0)))) return false;
  let bytes: number | undefined;
  await withFile(openLog(log), async (descriptor) => {
    bytes = readMark(descriptor);
    if (bytes !== undefined) await take(log, descriptor, bytes);
  });
  return bytes !== undefined;
};

/** Finishes, or undoes, a move that somebody was killed in. */
export const recover = async (log: InPlace): Promise<void> => {
  const { file, ledger, rights } = log;
  const { moving } = readLedger(ledger);
  while (moving?.collapser && isAlive(moving.collapser)) await sleep(LOOK_MS); // it may be about to do it
  if (!(await finishMarked(log))) {
    if (moving && moving.inode === undefined) settle(log);
    else rights(() => removeFile(archiveFile(file, 0)));
  }
  rights(() => removeUnfinished(file));
};

/** Moves the first `bytes`, or a little less, as a file system gives back whole blocks only. Answers with how many it were. */
export const moveHead = async (log: InPlace, bytes: number): Promise<number> => {
  let moved = 0;
  await withFile(openLog(log), async (descriptor) => {
    const { mode, size } = fstatSync(descriptor);
    const block = blockSize(descriptor);
    const length = Math.floor(Math.min(bytes, size - 1) / block) * block; // not all of it, says fallocate(2)
    if (length <= 0) return;
    await withFile(openCopy(log, mode & 0o777), async (copy) => {
      try {
        await copyHead(descriptor, copy, length);
        await flush(copy);
        assertThere(log, copy);
      } catch (error) {
        log.rights(() => removeFile(archiveFile(log.file, 0))); // a full disk has better use for it
        throw error;
      }
      writeMark(descriptor, length);
    });
    await flush(descriptor);
    await take(log, descriptor, length);
    moved = length;
  });
  return moved;
};
