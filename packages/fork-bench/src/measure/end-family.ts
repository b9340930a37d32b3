/** Ends a command with all that it has started, before its time. */
import { execFileSync } from 'node:child_process';
import { findMembers, identify, readProcess, stop } from '@proctools/core';

/** How long they may take to end after TERM, before they are killed. */
const PATIENCE_MS = 1_000;

export interface Family {
  /** A child of ours that leads a session: the command itself, or who waits for it. */
  readonly pid: number;
  /** What all of them have in their environment, unless they have thrown it away: `NAME=value`. */
  readonly marker: string;
  /** The leader only waits, and ends by itself when the command has. */
  readonly isWaiting: boolean;
}

/**
 * Whoever has the marker, is in the session, or descends from one of them. As the probe adopts orphans
 * (PR_SET_CHILD_SUBREAPER), with it none gets away; else one does that leaves the session and has another environment.
 */
const endOnPosix = async ({ pid, marker, isWaiting }: Family): Promise<void> => {
  // Once Node has reaped it, the number may be anybody's.
  const isThere = readProcess(pid)?.parent === process.pid;
  const leader = isThere ? { session: pid, main: identify(pid) } : { session: undefined, main: undefined };
  const find = () => findMembers({ markers: [marker], ...leader }).filter((member) => !isWaiting || member.pid !== pid);
  await stop(find, { signal: 'SIGTERM', timeoutMs: PATIENCE_MS });
};

/** Windows knows no request to end that a console program would hear. taskkill */
const endOnWindows = async ({ pid }: Family): Promise<void> => {
  try {
    execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  } catch {} // it has ended by itself
};

/** Resolves when they have ended. One that nobody can kill, as the kernel holds it, does not keep us. */
export const endFamily: (family: Family) => Promise<void> = process.platform === 'win32' ? endOnWindows : endOnPosix;
