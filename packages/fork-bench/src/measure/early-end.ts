import type { ChildProcess } from 'node:child_process';
import { endFamily, type Family } from './end-family.ts';

/** How long who only waits may take to answer when the command has been ended. */
const GRACE_MS = 10_000;

/** The end of a run before its time, which may never come. */
interface EarlyEnd {
  /** Has it come, if it has not yet. */
  readonly begin: () => void;
  /** Resolves when all are gone; whether the end was an early one. */
  readonly settled: () => Promise<boolean>;
}

export const earlyEnd = (child: ChildProcess, how: Omit<Family, 'pid'>): EarlyEnd => {
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    if (child.pid === undefined) return;
    await endFamily({ ...how, pid: child.pid });
    // Who waits has nobody left to wait for, unless the kernel holds the command: then nobody waits for that.
    if (how.isWaiting) setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  return {
    begin: () => {
      ending ??= end();
      ending.catch(() => {}); // whoever waits for it is told
    },
    settled: async () => {
      await ending;
      return ending !== undefined;
    },
  };
};
