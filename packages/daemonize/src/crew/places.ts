/** The files of workers, in the folder of their daemon. */
import { mkdirSync, rmSync } from 'node:fs';
import type { Legacy } from '@proctools/core';
import { fileOf, type Store } from '../store/home.ts';

export const workersFolder = (store: Store, name: string): string => fileOf(store, name, 'workers');

/** By which one that follows our parent learns how a worker ends. */
export const legacyOfWorker = (store: Store, name: string, run: string): Legacy => ({
  exit: fileOf(store, name, `workers/${run}.exit`),
  alive: fileOf(store, name, `workers/${run}.alive`),
});

/** By which the holder is told to become a supervisor. */
export const holderFile = (store: Store, name: string): string => fileOf(store, name, 'holder');

/** Makes the folder for them, with nothing of earlier ones in it. */
export const prepareFolder = (store: Store, name: string): void => {
  rmSync(workersFolder(store, name), { recursive: true, force: true });
  mkdirSync(workersFolder(store, name), { mode: 0o700 });
};
