/** A log that is written by us: with times, moved to archives between two lines, and with an account of what found no room. */
import { closeSync, fstatSync, ftruncateSync, readSync, renameSync, writeSync } from 'node:fs';
import { errorCode } from '@proctools/core';
import { archiveFile, makeRoom } from '../logs/archives.ts';
import { readLedger, settleRename, writeLedger } from '../logs/ledger.ts';
import { stamped } from '../logs/stamp.ts';
import type { Rotation } from '../settings.ts';
import type { Rights } from '../start/owner.ts';

/** What could not be written. */
export interface Loss {
  readonly bytes: number;
  readonly lines: number;
  readonly reason: string;
}

export interface SinkOptions {
  readonly file: string;
  readonly ledger: string | null;
  readonly rotation: Rotation | null;
  readonly time: boolean;
  /** Opens the log, for append and for reading. */
  readonly open: () => number;
  /** With whose rights its files are given other names. */
  readonly rights: Rights;
  readonly onRotated: (bytes: number) => void;
  /** Called when there is room again. */
  readonly onLoss: (loss: Loss) => void;
}

const NEWLINE = 10;

const linesIn = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
};

/** How long its first line is, with the newline; or what there is of it. */
const lengthOfFirst = (bytes: Buffer): number => bytes.indexOf(NEWLINE) + 1 || bytes.length;

/** False when the file cannot be cut. */
const isShortened = (descriptor: number, size: number): boolean => {
  try {
    ftruncateSync(descriptor, size);
    return true;
  } catch {
    return false;
  }
};

/** Whether the next byte begins a line. */
const endsLine = (descriptor: number, size: number): boolean => {
  const last = Buffer.alloc(1);
  try {
    return size === 0 || readSync(descriptor, last, 0, 1, size - 1) === 0 || last[0] === NEWLINE;
  } catch {
    return true; // it may be written, and not read
  }
};

export class Sink {
  readonly #options: SinkOptions;
  readonly #limit: number;
  #descriptor: number | undefined;
  #size = 0;
  #isAtStart = true;
  #loss: Loss | undefined;
  /** The rest of a line of which something was lost is not written either. */
  #skipsLine = false;
  /** What was written last is the beginning of such a line. */
  #isTorn = false;

  constructor(options: SinkOptions) {
    this.#options = options;
    this.#limit = options.rotation?.size ?? Number.POSITIVE_INFINITY;
    if (options.ledger !== null) settleRename(options.ledger, options.file, options.rights);
  }

  /** Writes whole what was read, or counts it as lost; throws nothing that a full or broken disk does. */
  write(bytes: Buffer): void {
    let rest = bytes;
    if (this.#skipsLine) {
      const newline = rest.indexOf(NEWLINE);
      this.#lose(newline < 0 ? rest : rest.subarray(0, newline + 1), this.#loss?.reason ?? '');
      if (newline < 0) return;
      rest = rest.subarray(newline + 1);
      this.#skipsLine = false;
    }
    if (rest.length === 0) return;
    if (this.#isTorn && !this.#mend()) this.#lose(rest, this.#loss?.reason ?? '');
    else this.#cut(this.#options.time ? this.#stamp(rest) : rest);
  }

  /** The file may have been given another name by somebody else. */
  reopen(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #stamp(bytes: Buffer): Buffer {
    this.#ready(); // that the last line has ended may be seen in the file alone
    return stamped(bytes, this.#isAtStart, new Date());
  }

  /** Opens the log, if it is not; undefined, and why in the loss, when it cannot be. */
  #ready(): number | undefined {
    if (this.#descriptor !== undefined) return this.#descriptor;
    try {
      const descriptor = this.#options.open();
      this.#descriptor = descriptor;
      this.#size = fstatSync(descriptor).size;
      this.#isAtStart = endsLine(descriptor, this.#size);
      return descriptor;
    } catch (error) {
      this.#lose(Buffer.alloc(0), errorCode(error) ?? String(error));
      return undefined;
    }
  }

  /** Into files that are not longer than they may be, unless a single line is. */
  #cut(bytes: Buffer): void {
    for (let rest = bytes; rest.length > 0; ) {
      this.#ready();
      const room = this.#limit - this.#size;
      const fitting = rest.length <= room ? rest.length : rest.lastIndexOf(NEWLINE, Math.max(room - 1, 0)) + 1;
      const isFull = (fitting === 0 || room <= 0) && this.#isAtStart && this.#size > 0;
      if (isFull && this.#rotate()) continue;
      const length = fitting > 0 && !isFull ? fitting : lengthOfFirst(rest);
      this.#put(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }

  #put(bytes: Buffer): void {
    const descriptor = this.#isTorn && !this.#mend() ? undefined : this.#ready();
    if (descriptor === undefined) {
      this.#lose(bytes, this.#loss?.reason ?? '');
      return;
    }
    let written = 0;
    try {
      while (written < bytes.length) {
        const length = writeSync(descriptor, bytes, written);
        written += length;
        this.#size += length;
      }
    } catch (error) {
      this.#tear(descriptor, bytes, written, errorCode(error) ?? String(error));
      return;
    }
    this.#isAtStart = bytes[bytes.length - 1] === NEWLINE;
    if (this.#loss) this.#tellLoss(this.#loss);
  }

  /** Ends a line of which the rest was lost; false when there is still no room. */
  #mend(): boolean {
    const descriptor = this.#ready();
    if (descriptor === undefined) return false;
    try {
      this.#size += writeSync(descriptor, '\n');
    } catch {
      return false;
    }
    this.#isTorn = false;
    this.#isAtStart = true;
    return true;
  }

  /** Of a line that did not fit the beginning is taken back, so that there are whole lines only. */
  #tear(descriptor: number, bytes: Buffer, written: number, reason: string): void {
    const whole = written === 0 ? 0 : bytes.lastIndexOf(NEWLINE, written - 1) + 1;
    const begun = written - whole;
    if ((whole > 0 || this.#isAtStart) && (begun === 0 || isShortened(descriptor, this.#size - begun))) {
      this.#size -= begun;
      this.#isAtStart = true;
      this.#lose(bytes.subarray(whole), reason, bytes);
      return;
    }
    this.#isTorn = true;
    this.#isAtStart = false;
    this.#lose(bytes.subarray(written), reason, bytes);
  }

  /** `line`: what ends with the last of them, which tells whether the line goes on. */
  #lose(bytes: Buffer, reason: string, line: Buffer = bytes): void {
    const { bytes: before = 0, lines = 0 } = this.#loss ?? {};
    this.#loss = { bytes: before + bytes.length, lines: lines + linesIn(bytes), reason };
    if (line.length > 0) this.#skipsLine = line[line.length - 1] !== NEWLINE;
  }

  #tellLoss(loss: Loss): void {
    this.#loss = undefined;
    if (loss.bytes > 0) this.#options.onLoss(loss);
  }

  /** False when it cannot be: then the file grows. */
  #rotate(): boolean {
    const { file, ledger, onRotated, rights, rotation } = this.#options;
    const descriptor = this.#descriptor;
    if (!rotation || ledger === null || descriptor === undefined) return false;
    const bytes = this.#size;
    try {
      rights(() => makeRoom(file, rotation.keep)); // first of all, as it makes room on the disk, too
      const { bytes: before } = readLedger(ledger);
      writeLedger(ledger, { bytes: before, moving: { bytes, inode: fstatSync(descriptor).ino } }, false);
      rights(() => renameSync(file, archiveFile(file, 1)));
      this.reopen();
      this.#ready();
      writeLedger(ledger, { bytes: before + bytes }, false);
    } catch {
      return false;
    }
    onRotated(bytes);
    return true;
  }
}
