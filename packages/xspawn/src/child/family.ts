import { allProcesses, commandLineOf, hasEnded, type ProcessEntry } from '@proctools/core';
import type { Child, Ties } from './child.ts';
import { GUARD } from './guard-script.ts';

/** A child with all that it started, as far as it can be found. */
export interface Family {
  /** To its process group when that is its own, else to it and its descendants; with `tree` also to those who left. */
  readonly signal: (signal: NodeJS.Signals, tree: boolean) => void;
  /** Whom that would reach. */
  readonly members: (tree: boolean) => readonly number[];
  /** Whether somebody is alive whom that would reach. */
  readonly isAnybodyLeft: (tree: boolean) => boolean;
}

const nobody: Family = { signal: () => {}, members: () => [], isAnybodyLeft: () => false };

/** A signal to somebody who may have ended meanwhile, or become another user's. */
export const tell = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {}
};

const withDescendants = (roots: ReadonlySet<number>, entries: readonly ProcessEntry[]): ReadonlySet<number> => {
  const chosen = new Set(roots);
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size;
    for (const { parent, pid } of entries) if (chosen.has(parent)) chosen.add(pid);
  }
  return chosen;
};

/** Who was seen once is remembered, by pid and start time, also when its parents have gone. */
const around = (pid: number, { isGroupOwn, isHeld }: Ties): Family => {
  let known = new Map<number, string>();
  const isKnown = (entry: ProcessEntry): boolean => known.get(entry.pid) === entry.startTime;
  // The child itself looks like one until it has become the command.
  const isGuard = (entry: ProcessEntry): boolean => entry.pid !== pid && commandLineOf(entry.pid)[3] === GUARD;

  const look = (tree: boolean): readonly ProcessEntry[] => {
    const entries = allProcesses().filter((entry) => !hasEnded(entry));
    const group = isGroupOwn ? entries.filter(({ session }) => session === pid) : [];
    const isGroupOurs = isHeld || known.size === 0 || group.some(isKnown);
    const roots = entries.filter((entry) => isKnown(entry) || (known.size === 0 && entry.pid === pid));
    const all = [...roots, ...(isGroupOurs ? group : [])].map((entry) => entry.pid);
    const chosen = tree || !isGroupOwn ? withDescendants(new Set(all), entries) : new Set(all);
    const members = entries.filter((entry) => chosen.has(entry.pid) && !isGuard(entry));
    known = new Map(members.map((entry) => [entry.pid, entry.startTime]));
    return members;
  };

  return {
    signal: (signal, tree) => {
      // At one moment, or the shell that waits for another of them would think that it ended by itself. The guard is deaf.
      if (isGroupOwn && isHeld && !tree) return tell(-pid, signal);
      for (const member of look(tree)) tell(member.pid, signal);
    },
    members: (tree) => look(tree).map((member) => member.pid),
    isAnybodyLeft: (tree) => look(tree).length > 0,
  };
};

/** On Windows there are no groups, and each of these ends the child at once, and it alone. */
const ENDING_ON_WINDOWS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT'];

const alone = ({ process: child }: Child, pid: number): Family => {
  const isThere = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    signal: (signal) => {
      if (signal !== 'SIGCONT' && isThere()) child.kill(ENDING_ON_WINDOWS.includes(signal) ? signal : 'SIGTERM');
    },
    members: () => (isThere() ? [pid] : []),
    isAnybodyLeft: isThere,
  };
};

/** The family of a child that has not been waited for yet. */
export const familyOf = (child: Child): Family => {
  const { pid } = child.process;
  if (pid === undefined) return nobody;
  return process.platform === 'win32' ? alone(child, pid) : around(pid, child.ties);
};
