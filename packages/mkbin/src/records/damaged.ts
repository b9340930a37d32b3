import { renameSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, uniqueWord, writeErr } from '@proctools/core';
import { complaint, shown } from '../words.ts';
import { type Reading, readRecords } from './records.ts';
import type { Store } from './store.ts';

type Damaged = Reading & { readonly type: 'damaged' };

/** Where damaged records go: whoever knows what is in one can bring it back. */
const FOLDER = 'damaged';

const setAside = ({ folder }: Store, { name, file, reason }: Damaged): void => {
  const kept = path.join(folder, FOLDER, `${name}.${uniqueWord()}.json`);
  try {
    makeFolder(path.dirname(kept), 0o700);
    renameSync(file, kept);
    writeErr(
      complaint(`${shown(file)} is damaged: ${reason}`, `it was set aside as ${shown(kept)}; install ${name} again`),
    );
  } catch {
    writeErr(complaint(`${shown(file)} is damaged: ${reason}`, 'it could not be set aside'));
  }
};

/** Puts these out of the way, and says so. */
export const setAsideAll = (store: Store, readings: readonly Reading[]): void => {
  for (const reading of readings) if (reading.type === 'damaged') setAside(store, reading);
};

/** Puts every damaged record out of the way, and says so. */
export const setAsideDamaged = (store: Store): void => setAsideAll(store, readRecords(store));
