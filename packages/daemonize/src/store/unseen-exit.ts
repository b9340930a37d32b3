import { endedIn } from '@proctools/core';
import type { Store } from './home.ts';
import { legacyOf } from './legacy.ts';
import { type DaemonRecord, type Exit, exitFrom } from './record.ts';

/** How a run ended that nobody was there to see; null where it had no supervisor, who would have had it written down. */
export const unseenExit = (store: Store, { name, settings }: DaemonRecord): Exit | null =>
  settings.supervision ? exitFrom(endedIn(legacyOf(store, name))) : null;
