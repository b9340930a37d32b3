/** How many connections there may be at once, and whether the last has ended. */
import { callAfter } from '@proctools/core';
import { change } from './change.ts';

export interface Slots {
  /** Takes a place, when there is one. */
  enter(): Promise<void>;
  leave(): void;
  /** Settles when there is room for one more. */
  free(): Promise<void>;
  /** Settles when there was a connection, and there is none any more. */
  readonly empty: Promise<void>;
  /** Settles when nobody has come for so long; never without a time. */
  lonely(afterMs: number | undefined): Promise<void>;
}

export const slots = (most: number | undefined): Slots => {
  const limit = most ?? Number.POSITIVE_INFINITY;
  const left = change();
  let count = 0;
  let onEmpty = (): void => {};
  const empty = new Promise<void>((resolve) => {
    onEmpty = resolve;
  });
  let hasBeenUsed = false;
  return {
    empty,
    lonely: (afterMs) =>
      new Promise((resolve) => {
        if (afterMs === undefined) return;
        callAfter(afterMs, () => {
          if (!hasBeenUsed) resolve();
        });
      }),
    enter: async () => {
      while (count >= limit) await left.next();
      count += 1;
      hasBeenUsed = true;
    },
    leave: () => {
      count -= 1;
      if (count === 0) onEmpty();
      left.tell();
    },
    free: async () => {
      while (count >= limit) await left.next();
    },
  };
};

/**
 * Takes who connects, one after the other, as long as there is room; the others wait in the backlog. Several listeners share
 * the room: each may have accepted one that has to wait for it. Settles when the listener was closed.
 */
export const admit = async <Connection>(
  accept: () => Promise<Connection | undefined>,
  room: Slots,
  welcome: (connection: Connection) => void,
): Promise<void> => {
  for (;;) {
    await room.free();
    const connection = await accept();
    if (connection === undefined) return;
    await room.enter();
    welcome(connection);
  }
};
