// What one more child costs in memory. Its own reading does not say: resident pages are mostly shared, and the
// proportional size of each falls with every sibling. But the sum over all of them grows with each child by
// just what that child adds, so the slope of that sum is the answer.
import { residentBytes } from '@proctools/core';
import { sharedPssOf, sumPss } from './pss.ts';

/** Something that does nothing now and can be ended. A thread has the pid of its process. */
export interface IdleChild {
  readonly pid: number;
  readonly end: () => Promise<void>;
}

/** How many were there, and the memory of all of them together with us. */
interface Point {
  readonly children: number;
  readonly pssBytes: number | undefined;
}

export interface IdleMemory {
  /** What one more child adds; undefined where the system does not tell. */
  readonly pssBytes: number | undefined;
  /** The mean of what ps(1) shows of a child: shared pages in full, for each; of a thread, the whole process. */
  readonly rssBytes: number;
  readonly points: readonly Point[];
}

/** The slope of the straight line that is nearest to the points (least squares). */
export const slopeOf = (points: readonly (readonly [x: number, y: number])[]): number => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2));
};

/**
 * Of all of them together with us: what they share with us moves from our account to theirs. Our own pages stay out, as garbage
 * comes and goes there by more than a small child takes; but threads live in nothing else.
 */
const sumWithUs = (pids: readonly number[]): number | undefined => {
  if (pids.includes(process.pid)) return sumPss(pids);
  const [theirs, ours] = [sumPss(pids), sharedPssOf(process.pid)];
  return theirs === undefined || ours === undefined ? undefined : theirs + ours;
};

const pssSlope = (points: readonly Point[]): number | undefined => {
  const known = points.flatMap(({ children, pssBytes }) =>
    pssBytes === undefined ? [] : [[children, pssBytes] as const],
  );
  return known.length < points.length ? undefined : slopeOf(known);
};

const meanRss = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + residentBytes(pid), 0) / pids.length;

interface Counts {
  /** The first ones share less with each other than the later ones do: they are not looked at. */
  readonly first: number;
  /** At least one more. */
  readonly last: number;
}

/**
 * Starts children one after the other, each of which is idle when its promise settles, and reads their memory from the
 * first count on to the last. All are ended when this settles, also when one could not be started.
 */
export const idleMemory = async (
  start: () => Promise<IdleChild>,
  { first, last }: Counts = { first: 2, last: 8 },
): Promise<IdleMemory> => {
  const children: IdleChild[] = [];
  const points: Point[] = [];
  try {
    while (children.length < last) {
      children.push(await start());
      if (children.length < first) continue;
      const pids = children.map(({ pid }) => pid);
      points.push({ children: pids.length, pssBytes: sumWithUs(pids) });
    }
    return { pssBytes: pssSlope(points), rssBytes: meanRss(children.map(({ pid }) => pid)), points };
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
};
