import path from 'node:path';
import { type State, sha256 } from '../apply/state.ts';
import type { Entry } from '../forms/product.ts';
import type { Placed } from './record.ts';

/** What is to be remembered of an entry of a bin directory. */
export const placedFrom = (entry: Entry, folder: string, modifiedMs: number): Placed => {
  const file = path.join(folder, entry.name);
  if (entry.type === 'link') return { type: 'link', path: file, target: entry.target };
  const { bytes, mode } = entry;
  return { type: 'file', path: file, sha256: sha256(bytes), mode, size: bytes.length, modifiedMs };
};

/** What is at a path when it is as it was left. */
export const stateOfPlaced = (placed: Placed): State => {
  if (placed.type === 'link') return { type: 'link', target: placed.target };
  return { type: 'file', sha256: placed.sha256, mode: placed.mode };
};
