import type { Reader } from '../endpoint.ts';
import { drain } from '../join/drain.ts';

/**
 * A reader that can be left before its end: `cancel` answers a pending read at once, and what still comes can be thrown away
 * until the other side has ended, too. Were a connection closed with something unread in it, the system would reset it, and
 * the answers that are still under way would be lost with it. tcp(7)
 */
export interface Leavable<Item> extends Reader<Item> {
  readonly isLeft: boolean;
  /** Throws away what comes until the end. Never rejects. */
  drain(): Promise<void>;
}

/** Makes one out of a reader, which nobody else may use any more. */
export const leavable = <Item>(reader: Reader<Item>): Leavable<Item> => {
  let isLeft = false;
  let pending: Promise<unknown> = Promise.resolve();
  let wake = (): void => {};
  return {
    get isLeft() {
      return isLeft;
    },
    read: (most) =>
      new Promise((resolve, reject) => {
        if (isLeft) return resolve(undefined);
        wake = () => resolve(undefined);
        const read = reader.read(most);
        pending = read;
        read.then((item) => resolve(isLeft ? undefined : item), reject);
      }),
    cancel: () => {
      isLeft = true;
      wake();
    },
    drain: async () => {
      await pending.catch(() => {});
      await drain(reader);
    },
  };
};
