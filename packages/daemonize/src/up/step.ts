import { isFailure } from '@proctools/core';
import { currentState, isForsaken } from '../observe.ts';
import type { Launch } from '../start/launch-request.ts';
import { variablesInFiles } from '../start/prepare.ts';
import { isUp } from '../state.ts';
import { findEnvironmentSource } from '../store/environment-source.ts';
import { daemonNames, type Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import { type Decision, decide, type Known } from './decide.ts';
import type { Wanted } from './wanted.ts';

/** What is to be done about one daemon. */
export interface Step {
  readonly name: string;
  readonly decision: Decision;
  /** Undefined for one that the file does not name any more. */
  readonly request: Launch | undefined;
}

const sourceOf = (store: Store, name: string): Known['source'] => {
  try {
    return findEnvironmentSource(store, name);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined; // damaged: a start mends it
  }
};

/** Read again where its start seems to have died: it may have finished and gone after we had read the record. */
const recordOf = (store: Store, name: string): DaemonRecord | undefined => {
  const record = readRecord(store, name);
  return record && isForsaken(record) ? readRecord(store, name) : record;
};

const knownOf = (store: Store, name: string): Known | undefined => {
  const record = recordOf(store, name);
  if (!record) return undefined;
  const { from, settings } = record;
  const now = { state: currentState(record), isForsaken: isForsaken(record) };
  return { ...now, settings, umask: from?.umask ?? null, file: from?.file, source: sourceOf(store, name) };
};

/** What is to be done about a daemon that the file wants. */
export const stepFor = (store: Store, { from, name, settings, source }: Wanted): Step => {
  const wanted = { settings, umask: from.umask, source: { ...source, fromFiles: variablesInFiles(settings) } };
  const decision = decide(from.file, wanted, knownOf(store, name));
  const by = decision.type === 'restart' ? 'restart' : 'start';
  return { name, decision, request: { name, settings, source, from, ifNotRunning: true, by, supervisor: null } };
};

const recordIn = (store: Store, name: string): DaemonRecord | undefined => {
  try {
    return readRecord(store, name);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined; // damaged; list tells of it
  }
};

/** The daemons that were started from a file. */
export const startedFrom = (store: Store, file: string): readonly DaemonRecord[] =>
  daemonNames(store).flatMap((name) => {
    const record = recordIn(store, name);
    return record?.from?.file === file ? [record] : [];
  });

/** For those that the file does not name any more. */
export const stepsForGone = (store: Store, file: string, names: readonly string[]): readonly Step[] =>
  startedFrom(store, file)
    .filter(({ name }) => !names.includes(name))
    .map((record) => {
      const decision: Decision = { type: isUp(currentState(record)) ? 'stop' : 'forget' };
      return { name: record.name, decision, request: undefined };
    });
