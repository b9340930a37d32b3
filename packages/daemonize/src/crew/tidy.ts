import { lstatSync, rmSync } from 'node:fs';
import { removeFile, send } from '@proctools/core';
import type { Store } from '../store/home.ts';
import type { CrewRecord } from '../store/record.ts';
import { isLive } from './is-live.ts';
import { holderFile, workersFolder } from './places.ts';

/** Takes away what was there for workers that have all ended; what somebody else listens on by now is his. */
export const tidyCrew = async (store: Store, name: string, { holder, listen }: CrewRecord): Promise<void> => {
  if (holder) send(holder, 'SIGKILL');
  for (const address of listen) {
    if (address.type !== 'path' || !lstatSync(address.path, { throwIfNoEntry: false })?.isSocket()) continue;
    if (!(await isLive(address.path))) removeFile(address.path);
  }
  rmSync(workersFolder(store, name), { recursive: true, force: true });
  removeFile(holderFile(store, name));
};
