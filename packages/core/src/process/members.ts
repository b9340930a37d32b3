import type { Identity } from './identity.ts';
import { hasEnded, type ProcessEntry } from './process-entry.ts';
import { allProcesses, bootId, processesWithEnvironment } from './process-table.ts';

/** By what the processes that belong together are known. */
export interface Membership {
  /** What all of them inherited one of (`NAME=value`), also those who left the session. */
  readonly markers: readonly string[];
  /** The session, which is a process group too, that the first of them was born in. */
  readonly session: number | undefined;
  readonly main: Identity | undefined;
  /** When the first of them was born, as `startTime` says it; undefined where there may be older ones. */
  readonly bornSince?: string | undefined;
  /**
   * They lead sessions only to be the parents of main processes, and to tell how these end: no members, as they go by themselves.
   */
  readonly intermediates?: readonly number[] | undefined;
}

const withDescendants = (chosen: Set<number>, entries: readonly ProcessEntry[]): Set<number> => {
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size;
    for (const entry of entries) if (chosen.has(entry.parent)) chosen.add(entry.pid);
  }
  return chosen;
};

/** In ticks. The marker may have been handed on to those who were there a moment before the main process, such as its parent. */
const MOMENT = 1_000;

/** Whether a process may have the marker: older ones need not be looked at. */
const isYoungEnough = ({ startTime }: ProcessEntry, { bornSince }: Membership): boolean =>
  !(Number(startTime) < Number(bornSince) - MOMENT);

/**
 * Every live process of a family: of its session or group, with its marker in the environment,
 * or a descendant of one of these, so that neither setsid nor an emptied environment alone
 * lets a child escape. Never ourselves. The main process comes first.
 */
export const findMembers = (family: Membership): readonly Identity[] => {
  const entries = allProcesses().filter((entry) => !hasEnded(entry));
  const marked = processesWithEnvironment(
    family.markers,
    entries.filter((entry) => isYoungEnough(entry, family)).map((entry) => entry.pid),
  );
  const chosen = new Set(marked);
  // A session keeps its number from being given out again for as long as it has a member,
  // but once it is empty the number may come back: only trust it while one of ours is in it.
  const main = family.main?.boot === bootId() ? family.main : undefined;
  const isOurs = (entry: ProcessEntry): boolean =>
    chosen.has(entry.pid) || (entry.pid === main?.pid && entry.startTime === main.startTime);
  const inSession = entries.filter(
    ({ session, processGroup }) => family.session !== undefined && (session || processGroup) === family.session,
  );
  if (inSession.some(isOurs)) for (const entry of inSession) chosen.add(entry.pid);
  withDescendants(chosen, entries).delete(process.pid);
  const { intermediates = [] } = family;
  const isMember = ({ pid, session }: ProcessEntry): boolean =>
    chosen.has(pid) && !(pid === session && intermediates.includes(pid));
  return entries
    .filter(isMember)
    .map(({ pid, startTime }) => ({ pid, startTime, boot: bootId() }))
    .sort((one, other) => Number(other.pid === family.main?.pid) - Number(one.pid === family.main?.pid));
};
