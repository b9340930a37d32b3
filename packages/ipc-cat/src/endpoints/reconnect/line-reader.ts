import type { Reader } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import { reasonFor } from './backoff.ts';
import type { Line, Lines } from './lines.ts';

type Item = Buffer | Batch;

export interface LineReader extends Reader<Item> {
  /** The connection that is being read, which may be older than the one that is written to. */
  readonly on: Line;
}

/** Reads one connection to its end, and then the next. */
export const lineReader = (lines: Lines): LineReader => {
  let on = lines.newest;
  let isCancelled = false;
  let wake = (): void => {};
  const isOver = (): boolean => isCancelled || lines.isOver;

  /** An item, or why there is none. */
  const readOne = async (most: number | undefined): Promise<Item | string> => {
    try {
      return ((await on.end.reader?.read(most)) as Item | undefined) ?? 'the connection has ended';
    } catch (error) {
      if (isOver()) throw error;
      return reasonFor(error);
    }
  };
  /** Goes to the next connection; false when there is none. */
  const moveOn = async (why: string): Promise<boolean> => {
    const old = on;
    try {
      if (isOver()) return false;
      // Not a race against one promise of the cancel: that would remember each connection, with its buffer.
      const next = await new Promise<Line | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        lines.after(old, why).then(resolve, reject);
      });
      if (!next) return false;
      on = next;
    } catch (error) {
      if (isOver()) return false;
      throw error;
    }
    await old.end.close();
    return true;
  };

  return {
    get on() {
      return on;
    },
    read: async (most) => {
      let found = await readOne(most);
      while (typeof found === 'string') {
        if (!(await moveOn(found))) return undefined;
        found = await readOne(most);
      }
      on.wasOfUse = true;
      return found;
    },
    cancel: () => {
      isCancelled = true;
      wake();
      on.end.reader?.cancel();
    },
    get unfinished() {
      return on.end.reader?.unfinished ?? 0;
    },
  };
};
