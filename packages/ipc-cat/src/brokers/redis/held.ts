/**
 * The entries of a group that we have and have not acknowledged. They stay ours as long as we live: Redis is told again and
 * again, or whoever looks for what the dead have left would take them from a slow reader.
 */
import { monotonicMs } from '@proctools/core';
import type { Receipt } from '../../frames/batch.ts';
import { gathered } from '../gathered.ts';
import type { Group } from './group-reader.ts';
import type { Link } from './link.ts';
import { granted } from './refusal.ts';
import type { Command, Reply, Wire } from './wire.ts';

/** What was refused comes again after so long: at once, it would be refused in a loop. */
const PAUSE_MS = 1000;

/** Asking for more in one command would keep Redis from others for long. */
const AT_ONCE = 1000;

export interface Held {
  readonly refused: ReadonlyMap<string, number>;
  has(id: string): boolean;
  /** `attempt` counts its deliveries. */
  hold(id: string, attempt: number | undefined): Receipt;
  /** How often each was delivered, as Redis has counted. */
  deliveriesOf(ids: readonly string[]): Promise<readonly (number | undefined)[]>;
  /** Not refused any more: they were asked for again. */
  release(ids: readonly string[]): void;
  /** Acknowledges what will never be handed out. */
  forget(ids: readonly string[]): Promise<void>;
  /** Lets others have them without waiting. Never rejects. */
  giveBack(ids: readonly string[]): Promise<void>;
  /** Gives back all that is held, and takes a name of our own off the group's list of consumers when nothing is pending for it. */
  close(isOwnName: boolean): Promise<void>;
}

interface Place {
  readonly link: Link;
  readonly name: string;
  readonly target: Group;
  readonly consumer: string;
}

const piecesOf = (ids: readonly string[]): readonly (readonly string[])[] =>
  ids.length <= AT_ONCE ? [ids] : [ids.slice(0, AT_ONCE), ...piecesOf(ids.slice(AT_ONCE))];

export const openHeld = ({ consumer, link, name, target }: Place): Held => {
  const { claimMs, group, name: stream } = target;
  const held = new Set<string>();
  const refused = new Map<string, number>();
  let beatAtMs = monotonicMs();

  const ask = (commands: readonly Command[]): Promise<readonly Reply[]> =>
    link.use(async (wire) => granted(name, await wire.ask(commands)));
  const acknowledge = async (ids: readonly string[]): Promise<void> => {
    if (ids.length > 0) await ask(piecesOf(ids).map((piece) => ['XACK', stream, group, ...piece]));
  };
  /** Sets how long they have been idle; JUSTID does not count as a delivery. XCLAIM(7) */
  const idling = (ids: readonly string[], idleMs: number): readonly Command[] =>
    piecesOf(ids).map((piece) => [
      ...['XCLAIM', stream, group, consumer, '0'],
      ...piece,
      ...['IDLE', String(idleMs), 'JUSTID'],
    ]);
  const setIdle = (ids: readonly string[], idleMs: number): Promise<void> =>
    link.last(async (wire) => (ids.length > 0 ? wire.ask(idling(ids, idleMs)) : undefined));
  /** A consumer is removed with what is pending for it, so it is only when nothing is. */
  const leave = async (wire: Wire): Promise<void> => {
    const [pending] = granted(name, await wire.ask([['XPENDING', stream, group, '-', '+', '1', consumer]]));
    if ((pending as readonly Reply[]).length > 0) return;
    await wire.ask([['XGROUP', 'DELCONSUMER', stream, group, consumer]]);
  };
  const accept = gathered(async (ids: readonly string[]) => {
    await acknowledge(ids);
    for (const id of ids) held.delete(id);
  });

  const beat = (): void => {
    const now = monotonicMs();
    // After a stop that was long enough for others to take them over, they are not taken back.
    const isLate = now - beatAtMs >= claimMs;
    beatAtMs = now;
    if (!isLate) void setIdle([...held], 0);
  };
  const timer = setInterval(beat, Math.max(50, Math.min(claimMs / 3, 60_000)));

  return {
    refused,
    has: (id) => held.has(id),
    hold: (id, attempt) => {
      held.add(id);
      refused.delete(id);
      return {
        attempt,
        accept: () => accept(id),
        refuse: () => {
          held.delete(id);
          refused.set(id, monotonicMs() + PAUSE_MS);
        },
      };
    },
    deliveriesOf: async (ids) => {
      const replies = await ask(ids.map((id) => ['XPENDING', stream, group, id, id, '1']));
      return replies
        .map((reply) => (reply as readonly (readonly Reply[])[])[0]?.[3])
        .map((count) => Number(count) || undefined);
    },
    release: (ids) => {
      for (const id of ids) refused.delete(id);
    },
    forget: acknowledge,
    giveBack: (ids) => setIdle(ids, claimMs),
    close: async (isOwnName) => {
      clearInterval(timer);
      const left = [...held, ...refused.keys()];
      await link.last(async (wire) => {
        if (left.length > 0) granted(name, await wire.ask(idling(left, claimMs)));
        if (isOwnName) await leave(wire);
      });
    },
  };
};
