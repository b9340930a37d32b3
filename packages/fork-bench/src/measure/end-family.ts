/** Ends a command with all that it has started, before its time. */
import { execFileSync } from 'node:child_process';
import { findMembers, identify, readProcess, stop } from '@proctools/core';

/** How long they may take to end after TERM, before they are killed. */
const PATIENCE_MS = 1_000;

interface Family {
  /** A child of ours that leads a session: the command itself, or who waits for it. */
  readonly pid: number;
  /** The leader only waits, and ends by itself when the command has. */
  readonly isWaiting: boolean;
}

/**
 * Whoever is in the session, and all descendants. Orphans that have left the session are found below the probe, as it
 * adopts them (PR_SET_CHILD_SUBREAPER); with the other ways they get away.
 */
const endOnPosix = async ({ pid, isWaiting }: Family): Promise<void> => {
  // Node has reaped it, and it may be anybody now.
  if (readProcess(pid)?.parent !== process.pid) return;
  const main = identify(pid);
  const find = () =>
    findMembers({ markers: [], session: pid, main }).filter((member) => !isWaiting || member.pid !== pid);
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
