/** Changing what is installed: one at a time, and only after what a crash left half done was taken back. */
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  acquireLock,
  askedToEnd,
  assertPrivate,
  dieBy,
  ensurePrivateFolder,
  type Lock,
  makeFolder,
  nameBeside,
} from '@proctools/core';
import { recover } from '../apply/apply.ts';
import { readOperations } from '../apply/operation.ts';
import type { Store } from './store.ts';

const makeStore = ({ folder, isSystem }: Store): void => {
  // On Windows, its owner and mode say nothing.
  if (isSystem || process.platform === 'win32') makeFolder(folder, 0o755);
  else ensurePrivateFolder(folder);
  if (isSystem) assertPrivate(folder);
};

/** Windows has no table of processes that we could read: who is alone there does not need one. */
const lock = async (store: Store): Promise<Lock> => {
  if (process.platform !== 'win32') return acquireLock(store.folder, () => makeStore(store));
  makeStore(store);
  return { release: () => {} };
};

const isEmpty = ({ folder }: Store): boolean =>
  readdirSync(folder).every(
    (name) => /^\.?lock\./.test(name) || (name === 'operations' && isBare(path.join(folder, name))),
  );

const isBare = (folder: string): boolean => readdirSync(folder).length === 0;

/** The folders above that are not there yet, the lowest first. */
const missingAbove = (folder: string): readonly string[] => {
  const above = path.dirname(folder);
  return existsSync(above) || above === folder ? [] : [above, ...missingAbove(above)];
};

/** What somebody else needs by now is not empty any more, and stays. */
const removeEmpty = (folders: readonly string[]): void => {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {}
  }
};

/** A store in which nothing came to be goes again, and its lock with it. */
const leaveNothing = (store: Store, made: readonly string[]): void => {
  try {
    if (!isEmpty(store)) return;
    const beside = nameBeside(store.folder);
    renameSync(store.folder, beside);
    rmSync(beside, { recursive: true, force: true });
    removeEmpty(made);
  } catch {} // an empty store harms nobody
};

/** A lock that cannot be given back is free when its holder has died, and that is soon. */
const release = (held: Lock): void => {
  try {
    held.release();
  } catch {}
};

/**
 * Does what changes the store or what it tells of, alone. A signal that asks us to end waits until it is done;
 * then we die by it.
 */
export const changing = async <Answer>(store: Store, work: () => Answer): Promise<Answer> => {
  const made = missingAbove(store.folder);
  const held = await lock(store).catch((error: unknown) => {
    removeEmpty([store.folder, ...made]);
    throw error;
  });
  const interruption = askedToEnd();
  let signal: NodeJS.Signals | undefined;
  void interruption.signal.then((name) => {
    signal = name;
  });
  try {
    recover(store.folder);
    return work();
  } finally {
    leaveNothing(store, made);
    release(held);
    await new Promise((resolve) => setImmediate(resolve)); // what came meanwhile is told in the next round
    interruption.release();
    if (signal) await dieBy(signal);
  }
};

/** Takes back what a crash left half done, before anybody looks at what there is. */
export const settle = async (store: Store): Promise<void> => {
  if (readOperations(store.folder).at(-1)?.state === 'begun') await changing(store, () => {});
};
