/** One speaks, all others hear it: the same bytes for each, written to one after the other. */
import { type Change, change } from './change.ts';
import type { Outbox } from './outbox.ts';
import type { Piece } from './piece.ts';
import type { Slow } from './plan-hub.ts';
import type { Replay } from './replay.ts';

/** A member that hears. */
export interface Hearer {
  readonly outbox: Outbox;
  /** It was full, and does not get so many messages. */
  miss(count: number): void;
  /** It was full, and is to go. */
  cut(): void;
}

/** Hands pieces to whoever is there. */
export interface Exchange {
  add(hearer: Hearer): void;
  remove(hearer: Hearer): void;
  /** Settles when the next may come. `from` does not hear itself. */
  publish(piece: Piece, from: Hearer | undefined): Promise<void> | undefined;
  /** Settles when all that was published has been accepted, or never will be. */
  settled(): Promise<void>;
  /** Who still has something to publish need not wait any more. */
  stop(): void;
  /** Something was accepted somewhere. */
  readonly room: Change;
  readonly hearers: ReadonlySet<Hearer>;
}

/** Each hearer is given everything; who does not keep up, what the policy says. */
export const broadcast = (slow: Slow, replay: Replay | undefined): Exchange => {
  const hearers = new Set<Hearer>();
  const room = change();

  const isHeldBack = (from: Hearer | undefined): boolean => {
    for (const hearer of hearers) if (hearer !== from && hearer.outbox.isFull) return true;
    return false;
  };
  const handOut = (piece: Piece, from: Hearer | undefined): void => {
    replay?.add(piece);
    for (const hearer of hearers) {
      if (hearer === from) continue;
      if (slow === 'block' || !hearer.outbox.isFull) hearer.outbox.give(piece);
      else if (slow === 'drop') hearer.miss(piece.count);
      else hearer.cut();
    }
  };
  /** Looks again each time: another who waited may have filled it again. */
  const handOutLater = async (piece: Piece, from: Hearer | undefined): Promise<void> => {
    while (isHeldBack(from)) await room.next();
    handOut(piece, from);
  };

  return {
    room,
    hearers,
    add: (hearer) => {
      if (replay) hearer.outbox.promise(replay.last());
      hearers.add(hearer);
    },
    remove: (hearer) => {
      hearers.delete(hearer);
      room.tell();
    },
    publish: (piece, from) => {
      if (slow === 'block' && isHeldBack(from)) return handOutLater(piece, from);
      handOut(piece, from);
      return undefined;
    },
    stop: () => {},
    settled: async () => void (await Promise.all([...hearers].map(({ outbox }) => outbox.flushed()))),
  };
};
