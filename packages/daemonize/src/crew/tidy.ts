import { lstatSync, rmSync } from 'node:fs';
import { removeFile, stop } from '@proctools/core';
import type { Store } from '../store/home.ts';
import type { CrewRecord } from '../store/record.ts';
import type { ListenAddress } from './address.ts';
import { holdersOf } from './holder.ts';
import { isLive } from './is-live.ts';
import { holderFile, workersFolder } from './places.ts';

/** What somebody else listens on by now is his. */
const removeSocket = async (address: ListenAddress, isHeld: boolean): Promise<void> => {
  if (address.type !== 'path' || !lstatSync(address.path, { throwIfNoEntry: false })?.isSocket()) return;
  if (isHeld || !(await isLive(address.path))) removeFile(address.path);
};

/** Takes away what was there for workers that have all ended; `isHeld`: the sockets are still open here. */
export const tidyCrew = async (
  store: Store,
  name: string,
  id: string,
  { listen }: CrewRecord,
  isHeld: boolean,
): Promise<void> => {
  await stop(() => holdersOf(id), { signal: 'SIGKILL', timeoutMs: 0 });
  for (const address of listen) await removeSocket(address, isHeld);
  rmSync(workersFolder(store, name), { recursive: true, force: true });
  removeFile(holderFile(store, name));
};
