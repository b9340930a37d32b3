/**
 * What a command has written by the time it ends is all that it says: others that it has left behind may hold its output open for as
 * long as they like.
 */
import type { Reader } from '../endpoint.ts';

/** One turn of the event loop, in which a stream that has something is read. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads until the end of the data; once `exited` has settled, until there is nothing more right now. */
export const untilExit = <Item>(reader: Reader<Item>, exited: Promise<unknown>): Reader<Item> => {
  const nothingMore = async (isRead: () => boolean): Promise<void> => {
    await exited;
    // The first may have begun before the stream was asked.
    for (let turns = 0; turns < 3 && !isRead(); turns += 1) await turn();
    if (!isRead()) reader.cancel();
  };
  return {
    read: async () => {
      let isRead = false;
      void nothingMore(() => isRead);
      try {
        return await reader.read();
      } finally {
        isRead = true;
      }
    },
    cancel: () => reader.cancel(),
  };
};
