/** Following a log that is moved to archives again and again. */
import path from 'node:path';
import { drainWhenChanged } from './follow.ts';
import type { Log } from './log.ts';
import { endOfLog, readLog } from './read.ts';

/** Hands over what is behind the place `at`; answers with the place it got to. One that is cut short begins anew. */
const drain = (log: Log, at: number, take: (bytes: Buffer) => void): number => {
  let place = Math.min(at, endOfLog(log));
  for (;;) {
    const { bytes, from } = readLog(log, place);
    if (bytes.length === 0) return place;
    place = from + bytes.length;
    take(bytes);
  }
};

/** Hands over, piece by piece, what is added to a log behind the place `at`, until `isOver`. */
export const followLog = (
  log: Log,
  at: number,
  take: (bytes: Buffer) => void,
  isOver: () => boolean,
): Promise<void> => {
  let place = at;
  const drainIt = (): boolean => {
    place = drain(log, place, take);
    return false;
  };
  return drainWhenChanged(path.dirname(log.file), drainIt, isOver);
};
