/** Looking whether a command and all its descendants hold more memory than they may. */
import { formatSize, sleep } from '@proctools/core';
import { residentBytesOf, withDescendants } from '../descendants.ts';

/** pm2 looks every 30 s, and a process may have taken the whole machine by then. */
const LOOK_MS = 1_000;

/** Resolves when it is more, with how much; rejects when the signal aborts. */
export const untilTooBig = async (pid: number, limit: number, signal: AbortSignal): Promise<string> => {
  for (;;) {
    await sleep(LOOK_MS, signal);
    const bytes = residentBytesOf(withDescendants(pid));
    if (bytes > limit) return `${formatSize(bytes)} of memory`;
  }
};
