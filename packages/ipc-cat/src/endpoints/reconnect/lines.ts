/** The connections of an address that is connected to again: one after the other, and two while the older is still read. */
import { monotonicMs } from '@proctools/core';
import type { End } from '../../endpoint.ts';
import { connectPatiently, type Patience } from './connect-patiently.ts';

/** One of the connections. */
export interface Line {
  readonly end: End;
  readonly sinceMs: number;
  /** It has brought something. */
  wasOfUse: boolean;
}

export interface Lines {
  /** The newest. */
  readonly newest: Line;
  /** The next, while it is being tried. */
  readonly coming: Promise<Line> | undefined;
  /** The one after this; the same for all who ask. A Failure when there will be none. */
  after(old: Line, why: string): Promise<Line>;
  /** There will be no further one: settles when that was found out. */
  readonly givenUp: Promise<void>;
  /** Our data have ended, or nobody wants it any more. */
  readonly isOver: boolean;
  /** The end of our data: a connection that is lost from now on stays lost. */
  endData(): Promise<void>;
  close(): Promise<void>;
}

export interface LineSettings extends Patience<End> {
  /** What a connection is made into. `isOver`: whether its end is the end. */
  readonly prepare: (end: End, isOver: () => boolean) => End;
  /** There is another now. */
  readonly onNew: (old: Line) => void;
}

/** Makes the first connection, and the others when they are asked for. */
export const openLines = async (settings: LineSettings): Promise<Lines> => {
  const { backoff, name, onNew, opening, prepare } = settings;
  const stop = new AbortController();
  let isOver = false;
  let isClosed = false;
  let tries = 0;
  let coming: Promise<Line> | undefined;
  let giveUp = (): void => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  const connected = async (why: string | undefined): Promise<Line> => {
    const end = await connectPatiently(settings, { why, tries, signal: stop.signal });
    if (isClosed) await end.close();
    return { end: prepare(end, () => isOver), sinceMs: monotonicMs(), wasOfUse: false };
  };
  let newest = await connected(undefined);

  const renew = async (old: Line, why: string): Promise<Line> => {
    // A server that answers and breaks at once is not tried at once again and again.
    const isSound = old.wasOfUse || monotonicMs() - old.sinceMs >= backoff.mostMs;
    tries = isSound ? 0 : tries + 1;
    newest = await connected(why);
    opening.tell({ type: 'reconnected', name });
    onNew(old);
    return newest;
  };

  return {
    get newest() {
      return newest;
    },
    get coming() {
      return coming;
    },
    get isOver() {
      return isOver;
    },
    givenUp,
    after: (old, why) => {
      if (newest !== old) return Promise.resolve(newest);
      coming ??= renew(old, why).then((line) => {
        coming = undefined; // but a row of tries that was in vain is the last
        return line;
      });
      coming.catch(giveUp);
      return coming;
    },
    endData: async () => {
      isOver = true;
      if (coming) stop.abort();
      else await newest.end.writer?.end();
    },
    close: async () => {
      isOver = true;
      isClosed = true;
      stop.abort();
      await newest.end.close();
    },
  };
};
