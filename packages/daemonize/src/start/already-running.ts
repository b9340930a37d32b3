import { currentState } from '../observe.ts';
import { isUp } from '../state.ts';
import type { Store } from '../store/home.ts';
import { readRecord } from '../store/records.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';

/** Told before its ports are opened: that its own workers have them is no mistake to be told of the ports. */
export const alreadyRunning = (store: Store, { ifNotRunning: wanted, name }: Launch): StartOutcome | undefined => {
  const record = readRecord(store, name);
  const state = record ? currentState(record) : 'stopped';
  return record && isUp(state) ? { type: 'already-running', record, state, wanted } : undefined;
};
