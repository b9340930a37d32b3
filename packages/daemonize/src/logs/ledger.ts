/**
 * How much of a log has been moved to archives. A place in a log is counted from where it began long ago, so that it means the
 * same before a rotation and after it: the newest file begins at the place `bytes`.
 */
import { readFileSync, statSync } from 'node:fs';
import { errorCode, type Identity, replaceFile } from '@proctools/core';
import type { Rights } from '../start/owner.ts';

export interface Ledger {
  readonly bytes: number;
  /** What is under way. */
  readonly moving?: {
    /** So many of the newest file's first bytes. */
    readonly bytes: number;
    /** By giving this very file another name. */
    readonly inode?: number;
    /** By taking them out; this process may still do it, when nobody waits for it any more. */
    readonly collapser?: Identity | undefined;
  };
}

const NOTHING: Ledger = { bytes: 0 };

/** What is written down; nothing has been moved where there is nothing, or nothing that can be read. */
export const readLedger = (file: string): Ledger => {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Ledger> | null;
    return typeof found?.bytes === 'number' ? (found as Ledger) : NOTHING;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return NOTHING;
    throw error;
  }
};

/** Replaces it; `durable` where a move could not be understood after a power cut without it. */
export const writeLedger = (file: string, ledger: Ledger, durable: boolean): void =>
  replaceFile(file, `${JSON.stringify(ledger)}\n`, { durable });

/** Writes down whether a log that was to get another name has got it, when somebody was killed meanwhile. */
export const settleRename = (ledger: string, file: string, rights: Rights): void => {
  const { bytes, moving } = readLedger(ledger);
  if (moving?.inode === undefined) return;
  const newest = rights(() => statSync(file, { throwIfNoEntry: false }));
  writeLedger(ledger, { bytes: newest?.ino === moving.inode ? bytes : bytes + moving.bytes }, false);
};
