/** Noticing that a file has grown beyond a size, without a look at it while nobody writes. */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { monotonicMs } from '@proctools/core';

/** While it grows it is looked at when it should be half way, as far as can be told, but not more or less often than so. */
const [SHORTEST_MS, LONGEST_MS] = [20, 1_000];

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Calls `onFull` whenever the file is at least `limit` bytes long, and looks again when that is done. Answers with what ends it. */
export const watchGrowth = (file: string, limit: number, onFull: () => Promise<void>): (() => void) => {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let last = { size: sizeOf(file), atMs: monotonicMs() };

  const sleep = (): void => {
    try {
      watcher = watch(file, () => schedule(SHORTEST_MS)).on('error', () => schedule(LONGEST_MS));
      if (sizeOf(file) !== last.size) schedule(SHORTEST_MS); // between the look and the watch
    } catch {
      schedule(LONGEST_MS); // it is gone, or there are no watches left
    }
  };
  const schedule = (ms: number): void => {
    watcher?.close();
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void look(), ms);
  };
  const look = async (): Promise<void> => {
    const before = last;
    while (!isOver && sizeOf(file) >= limit) await onFull();
    if (isOver) return;
    last = { size: sizeOf(file), atMs: monotonicMs() };
    const grown = last.size - before.size;
    if (grown === 0) return sleep();
    const halfWayMs = ((limit - last.size) / Math.abs(grown)) * (last.atMs - before.atMs) * 0.5;
    schedule(Math.min(Math.max(halfWayMs, SHORTEST_MS), LONGEST_MS));
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
    watcher?.close();
  };
};
