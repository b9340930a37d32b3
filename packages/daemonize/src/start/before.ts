import type { EnvironmentSource } from '../settings.ts';
import { dispose } from '../store/change.ts';
import { findEnvironmentSource, writeEnvironmentSource } from '../store/environment-source.ts';
import type { Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { writeRecord } from '../store/records.ts';
import type { Launch } from './launch-request.ts';

/** For a supervisor it is there, but the files may say something else by now. */
export const writesSource = ({ by, settings }: Launch): boolean => by !== 'supervisor' || settings.envFiles.length > 0;

/** What was known of a name before. */
export interface Before {
  readonly previous: DaemonRecord | undefined;
  readonly previousSource: EnvironmentSource | undefined;
}

const sourceBefore = (store: Store, name: string): EnvironmentSource | undefined => {
  try {
    return findEnvironmentSource(store, name);
  } catch {
    return undefined; // damaged: this start is about to mend it
  }
};

/** All that a failed start has to put back; the source only where it is going to be written. */
export const rememberBefore = (store: Store, launch: Launch, previous: DaemonRecord | undefined): Before => ({
  previous,
  previousSource: previous && writesSource(launch) ? sourceBefore(store, launch.name) : undefined,
});

/** Puts back what was there before; its lock must be held. */
export const putBack = (store: Store, name: string, { previous, previousSource }: Before): void => {
  if (previousSource) writeEnvironmentSource(store, name, previousSource);
  if (previous) writeRecord(store, previous);
  else dispose(store, name);
};
