import type { Legacy } from '@proctools/core';
import { fileOf, type Store } from './home.ts';

/** By which a supervisor that follows another learns how the command ends. */
export const legacyOf = (store: Store, name: string): Legacy => ({
  exit: fileOf(store, name, 'exit'),
  alive: fileOf(store, name, 'alive'),
});
