/**
 * Each message goes to one of those that are there, in turn; who is still busy with what he was given is passed over. What
 * somebody had not accepted when he left goes to the others first.
 */

import { framesOf } from '../frames/frames-of.ts';
import type { Framing } from '../frames/framing.ts';
import type { Exchange, Hearer } from './broadcast.ts';
import { change } from './change.ts';
import { fifo } from './fifo.ts';
import { ownPiece } from './piece.ts';

/** One is given no more than so many bytes in one go. */
const HANDFUL_BYTES = 64 * 1024;

/** What one is given in one go. */
interface Handful {
  readonly frames: Buffer[];
  bytes: number;
}

export interface Turns extends Exchange {
  /** What somebody gave back. */
  takeBack(unsent: readonly Buffer[]): void;
  /** Messages that nobody has taken. */
  readonly left: number;
}

/** Whose turn it is among so many; the first from `turn` on that may take something. */
export const nextOf = <One>(
  all: readonly One[],
  turn: number,
  mayTake: (one: One) => boolean,
): { readonly one: One; readonly turn: number } | undefined => {
  for (let step = 0; step < all.length; step += 1) {
    const at = (turn + step) % all.length;
    const one = all[at] as One;
    if (mayTake(one)) return { one, turn: at + 1 };
  }
  return undefined;
};

export const turns = (framing: Framing): Turns => {
  const hearers = new Set<Hearer>();
  const room = change();
  const waiting = fifo<Buffer>();
  let turn = 0;
  let isStopped = false;

  /** Gives what waits to those who can take something right now; false when there is nobody. */
  const dealOnce = (): boolean => {
    const all = [...hearers];
    const idle = new Set(all.filter(({ outbox }) => outbox.isEmpty));
    const handfuls = new Map<Hearer, Handful>();
    const mayTake = (one: Hearer): boolean => idle.has(one) && (handfuls.get(one)?.bytes ?? 0) < HANDFUL_BYTES;
    for (let frame = waiting.first; frame; frame = waiting.first) {
      const next = nextOf(all, turn, mayTake);
      if (!next) break;
      turn = next.turn;
      const handful = handfuls.get(next.one) ?? { frames: [], bytes: 0 };
      handful.frames.push(frame);
      handful.bytes += frame.length;
      handfuls.set(next.one, handful);
      waiting.shift();
    }
    for (const [hearer, { frames }] of handfuls) hearer.outbox.give(ownPiece(Buffer.concat(frames)));
    return handfuls.size > 0;
  };
  /** Each who has something to be dealt looks after all that waits; who finds the last wakes the others. */
  const deal = async (): Promise<void> => {
    while (waiting.length > 0 && !isStopped) if (!dealOnce()) await room.next();
    room.tell();
  };

  return {
    room,
    hearers,
    add: (hearer) => {
      hearers.add(hearer);
      room.tell();
    },
    remove: (hearer) => {
      hearers.delete(hearer);
      room.tell();
    },
    publish: (piece) => {
      for (const frame of framesOf(piece.kept, framing)) waiting.push(frame);
      return deal();
    },
    takeBack: (unsent) => {
      const rest = waiting.all();
      waiting.clear();
      for (const frame of unsent.flatMap((bytes) => framesOf(bytes, framing))) waiting.push(frame);
      for (const frame of rest) waiting.push(frame);
      // Not before the one who left is out of the circle.
      queueMicrotask(() => {
        void deal();
      });
    },
    settled: async () => {
      while (waiting.length > 0 || [...hearers].some(({ outbox }) => !outbox.isEmpty)) await room.next();
    },
    stop: () => {
      isStopped = true;
      room.tell();
    },
    get left() {
      return waiting.length;
    },
  };
};
