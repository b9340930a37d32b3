/**
 * What a member is still to be given. What it takes right now is never held; the rest waits here, in order, and is shared
 * with all others who wait for it. It is full from so many bytes on; what it has been promised before it came does not count.
 */
import { fifo } from './fifo.ts';
import type { Piece } from './piece.ts';
import { isDeserted, type Sink, writeNow } from './sink.ts';

/** Small pieces are written together, up to so many bytes. */
const TOGETHER_BYTES = 64 * 1024;
/** What holding a piece costs besides its bytes, about. */
const HOLDING_BYTES = 128;

export interface Outbox {
  /** Takes the whole piece, now or later. */
  give(piece: Piece): void;
  /** Takes what is older than all pieces. */
  promise(pieces: readonly Buffer[]): void;
  /** It holds as much as it may. */
  readonly isFull: boolean;
  /** It holds nothing. */
  readonly isEmpty: boolean;
  /** Settles when all that was given has been accepted, or never will be. */
  flushed(): Promise<void>;
  /** Passes the end of the data on, after all of it. */
  end(): Promise<void>;
  /** Looks whether the other side has left, where that can be seen. */
  look(): void;
}

export interface OutboxEvents {
  /** Something was accepted: there may be room. */
  readonly onRoom: () => void;
  /** The other side takes nothing any more; with what had not been accepted. */
  readonly onBroken: (error: unknown, unsent: readonly Buffer[]) => void;
}

interface Held {
  readonly bytes: Buffer;
  /** How much of it has been taken. */
  readonly taken: number;
  readonly cost: number;
  /** Called when it was accepted. After a failure it is not: the system may still hold it. */
  readonly done?: () => void;
}

/** What is to be written of them, as one. */
const restOf = (pieces: readonly Held[]): Buffer => {
  const rests = pieces.map(({ bytes, taken }) => bytes.subarray(taken));
  return rests.length === 1 && rests[0] ? rests[0] : Buffer.concat(rests);
};

export const outbox = (sink: Sink, limitBytes: number, { onBroken, onRoom }: OutboxEvents): Outbox => {
  const held = fifo<Held>();
  let cost = 0;
  let isWriting = false;
  let isBroken = false;
  /** What is being written. */
  let current: readonly Held[] = [];
  const flushers: (() => void)[] = [];

  const isEmpty = (): boolean => !isWriting && held.length === 0;

  const settle = (): void => {
    if (!isEmpty() && !isBroken) return;
    for (const flush of flushers.splice(0)) flush();
  };
  const drop = (): readonly Buffer[] => {
    const left = held.all().map(({ bytes }) => bytes);
    held.clear();
    cost = 0;
    return left;
  };
  const fail = (error: unknown): void => {
    if (isBroken) return;
    isBroken = true;
    isWriting = false;
    onBroken(error, [...current.map(({ bytes }) => bytes), ...drop()]);
    settle();
  };

  const hold = (piece: Piece, taken: number): void => {
    const bytes = piece.borrow();
    const one = bytes.length - taken + HOLDING_BYTES;
    cost += one;
    held.push({ bytes, taken, cost: one, done: piece.giveBack });
  };
  /** The next piece, or several small ones. */
  const next = (): readonly Held[] => {
    const pieces: Held[] = [];
    let length = 0;
    for (let one = held.first; one; one = held.first) {
      length += one.bytes.length - one.taken;
      if (pieces.length > 0 && length > TOGETHER_BYTES) break;
      pieces.push(one);
      held.shift();
    }
    return pieces;
  };
  const send = async (pieces: readonly Held[], isReady: boolean): Promise<void> => {
    const bytes = restOf(pieces);
    const rest = isReady ? writeNow(sink, bytes) : bytes;
    if (rest.length > 0) await sink.write(rest);
  };
  /** `isReady`: it may take something right now. */
  const write = async (isReady: boolean): Promise<void> => {
    isWriting = true;
    for (current = next(); current.length > 0; current = next()) {
      try {
        await send(current, isReady);
      } catch (error) {
        fail(error);
      }
      if (isBroken) return;
      isReady = true;
      cost -= current.reduce((sum, piece) => sum + piece.cost, 0);
      for (const { done } of current) done?.();
      onRoom();
    }
    isWriting = false;
    settle();
    onRoom();
  };

  void sink.gone.then(() => fail(undefined), fail);

  return {
    give: (piece) => {
      if (isBroken) return;
      if (!isEmpty()) {
        hold(piece, 0);
        return;
      }
      try {
        const rest = writeNow(sink, piece.bytes);
        if (rest.length === 0) return;
        hold(piece, piece.bytes.length - rest.length);
      } catch (error) {
        current = [{ bytes: piece.kept, taken: 0, cost: 0 }];
        fail(error);
        return;
      }
      void write(false);
    },
    promise: (pieces) => {
      for (const bytes of pieces) held.push({ bytes, taken: 0, cost: 0 });
      if (!isWriting) void write(true);
    },
    get isFull() {
      return cost >= limitBytes;
    },
    get isEmpty() {
      return isEmpty();
    },
    flushed: () =>
      new Promise((resolve) => {
        flushers.push(resolve);
        settle();
      }),
    end: async () => {
      if (!isBroken) await sink.end();
    },
    look: () => {
      if (!isBroken && isEmpty() && isDeserted(sink)) fail(undefined);
    },
  };
};
