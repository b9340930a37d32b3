import { monotonicMs } from '../clock.ts';
import { isFailure } from '../failure.ts';
import { sleep } from '../sleep.ts';
import { type Identity, isAlive } from './identity.ts';
import { send } from './signals.ts';

export interface Stopping {
  readonly signal: NodeJS.Signals;
  /** How long they may take after being asked, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Stopped {
  /** How many were alive at first. */
  readonly asked: number;
  /** Whether some had to be killed. */
  readonly insisted: boolean;
  /** Who is still there: processes that the kernel holds (state D), or of another user whom we may not signal. */
  readonly survivors: readonly Identity[];
}

/** SIGKILL cannot be refused; a process that outlives it for so long waits for a broken device. */
const KILL_PATIENCE_MS = 10_000;

/** No event tells the end of a process that is not our child: look often at first, then less. */
const untilGone = async (targets: readonly Identity[], deadline: number): Promise<boolean> => {
  for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
    if (!targets.some(isAlive)) return true;
    const left = deadline - monotonicMs();
    if (left <= 0) return false;
    await sleep(Math.min(pause, left));
  }
};

/** False when we may not: that keeps none of the others from being ended. */
const maySend = (target: Identity, signal: NodeJS.Signals): boolean => {
  try {
    send(target, signal);
    return true;
  } catch (error) {
    if (isFailure(error)) return false;
    throw error;
  }
};

/** Answers with those who could be asked. A stopped process is woken, or it would not hear. */
const ask = (targets: readonly Identity[], signal: NodeJS.Signals): readonly Identity[] =>
  targets.filter((target) => maySend(target, signal) && maySend(target, 'SIGCONT'));

/** Looks again at each call, and forgets nobody: who has lost its parents may be found no more, but is still to end. */
const remembering = (find: () => readonly Identity[]): (() => readonly Identity[]) => {
  let known: readonly Identity[] = [];
  const same = (one: Identity, other: Identity): boolean => one.pid === other.pid && one.startTime === other.startTime;
  return () => {
    const found = find();
    known = [...found, ...known.filter((old) => !found.some((one) => same(one, old)) && isAlive(old))];
    return known;
  };
};

/** How long a process may take to get from fork(2) through execve(2). */
const BIRTH_MS = 4;

/**
 * Nobody is there only when nobody is found three times: a process is not in a table that was begun
 * before it was born, and in the middle of execve(2) it shows no environment to know it by.
 */
const lookHard = async (look: () => readonly Identity[]): Promise<readonly Identity[]> => {
  for (let turn = 1; ; turn += 1) {
    const found = look();
    if (found.length > 0 || turn === 3) return found;
    await sleep(BIRTH_MS);
  }
};

/**
 * Ends every process that `find` finds: asks with the signal, waits, then insists with KILL,
 * and looks again, because an ending process may start others. kill(2), signal(7)
 */
export const stop = async (find: () => readonly Identity[], { signal, timeoutMs }: Stopping): Promise<Stopped> => {
  const look = remembering(find);
  const deadline = monotonicMs() + timeoutMs;
  const told = new Set<number>();
  const untouchable = new Map<number, Identity>();
  const touchable = (found: readonly Identity[]): readonly Identity[] =>
    found.filter(({ pid }) => !untouchable.has(pid));
  const survivors = (): readonly Identity[] => [...untouchable.values()].filter(isAlive);
  let members = look();
  const asked = members.length;
  while (members.length > 0) {
    const fresh = members.filter(({ pid }) => !told.has(pid));
    for (const { pid } of fresh) told.add(pid);
    const heard = ask(fresh, signal);
    for (const deaf of fresh) if (!heard.includes(deaf)) untouchable.set(deaf.pid, deaf);
    if (!(await untilGone(touchable(members), deadline))) break;
    members = await lookHard(() => touchable(look()));
  }
  if (members.length === 0) return { asked, insisted: false, survivors: survivors() };
  const lastDeadline = monotonicMs() + KILL_PATIENCE_MS;
  for (; members.length > 0; members = await lookHard(() => touchable(look()))) {
    for (const member of members) maySend(member, 'SIGKILL');
    if (!(await untilGone(touchable(members), lastDeadline))) break;
  }
  return { asked, insisted: true, survivors: [...touchable(members), ...survivors()] };
};
