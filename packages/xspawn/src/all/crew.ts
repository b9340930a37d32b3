/** The commands that run, as those whom signals are for. */
import type { Child } from '../child/child.ts';
import { type Family, familyOf, tell } from '../child/family.ts';
import { endAll } from '../one/care.ts';
import type { LimitPlan } from '../tries.ts';

/** One of them, from its start until nothing of it is left. */
interface Membership {
  /** The command itself has ended: resolves when those that it started have, too, if it was asked to end. */
  readonly ended: () => Promise<void>;
  /** Answers whether it was asked to end before it did. */
  readonly leave: () => boolean;
}

export interface Crew {
  /** Aborts when nothing more is to be started. */
  readonly closed: AbortSignal;
  readonly close: () => void;
  readonly join: (child: Child, isScript: boolean) => Membership;
  /** Hands on a signal that we were sent. */
  readonly pass: (signal: NodeJS.Signals) => void;
  /** Ends all of them: asks first, then insists. */
  readonly end: () => void;
  readonly kill: () => void;
}

interface Member {
  readonly child: Child;
  readonly family: Family;
  readonly isScript: boolean;
  isAsked: boolean;
  ending: Promise<unknown> | undefined;
}

/** By these a terminal or an init system asks a whole group to end. */
export const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** These a whole group is sent, as by a terminal; others are for the command itself. */
const FOR_GROUPS: readonly NodeJS.Signals[] = [...ENDING, 'SIGSTOP', 'SIGCONT'];

/**
 * A terminal tells a whole process group, once. A package manager that is told, too, tells its script again, which
 * many programs take for a second Ctrl-C: it is left out for as long as its script runs.
 */
const hand = ({ child, family, isScript }: Member, signal: NodeJS.Signals, tree: boolean): void => {
  if (!FOR_GROUPS.includes(signal)) {
    child.signal(signal);
    return;
  }
  const members = family.members(tree);
  const others = members.filter((pid) => pid !== child.process.pid);
  const isLeftOut = isScript && ENDING.includes(signal) && others.length > 0;
  for (const pid of isLeftOut ? others : members) tell(pid, signal);
};

export const makeCrew = (limits: LimitPlan): Crew => {
  const closing = new AbortController();
  const members = new Set<Member>();
  const { tree } = limits;
  const endOne = (member: Member): Promise<unknown> => {
    member.ending ??= endAll(member.family, limits);
    return member.ending;
  };
  return {
    closed: closing.signal,
    close: () => closing.abort(),
    join: (child, isScript) => {
      const family = familyOf(child);
      const member: Member = { child, family, isScript, isAsked: false, ending: undefined };
      members.add(member);
      let wasAsked = false;
      return {
        ended: async () => {
          wasAsked = member.isAsked;
          if (wasAsked) await endOne(member);
        },
        leave: () => {
          members.delete(member);
          return wasAsked;
        },
      };
    },
    pass: (signal) => {
      for (const member of members) {
        hand(member, signal, tree);
        member.isAsked ||= ENDING.includes(signal);
      }
    },
    end: () => {
      for (const member of members) {
        member.isAsked = true;
        endOne(member);
      }
    },
    kill: () => {
      for (const { family } of members) family.signal('SIGKILL', tree);
    },
  };
};
