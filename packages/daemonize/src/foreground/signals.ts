/** What becomes of the signals that come to daemonize in the foreground. */
import { isAlive, send, stop } from '@proctools/core';
import { findAll } from '../find-all.ts';
import { ENDING } from '../start/ending.ts';
import type { Store } from '../store/home.ts';
import { type DaemonRecord, mainsOf, wholeFamilyOf } from '../store/record.ts';
import { readRecord } from '../store/records.ts';

/** These mean something to the command alone. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGWINCH', 'SIGCONT'];

/** All that we mind. */
export const MINDED = [...ENDING, ...PASSED_ON];

/** The first signal that asked us to end it. */
export interface Asked {
  readonly signal: NodeJS.Signals;
  /** Nothing ran then that could have ended by it. */
  readonly isIdle: boolean;
}

const runs = (record: DaemonRecord): boolean => mainsOf(record).some(isAlive);

const passOn = (record: DaemonRecord | undefined, signal: NodeJS.Signals): void => {
  try {
    for (const main of record ? mainsOf(record) : []) send(main, signal);
  } catch {} // of another user, whom we may not signal
};

const kill = (record: DaemonRecord | undefined): void => {
  if (record) void stop(() => findAll(wholeFamilyOf(record)), { signal: 'SIGKILL', timeoutMs: 0 });
};

/**
 * Minds the signals as long as we live. What the first that asks us to end brings about is not done here, but by who starts the command, or
 * looks after it; a second one means that somebody does not want to wait for that.
 */
export const mindSignals = (
  store: Store,
  name: string,
  tell: (asked: Asked) => void,
): { readonly asked: () => Asked | undefined; readonly repeat: () => void } => {
  let asked: Asked | undefined;
  const record = (): DaemonRecord | undefined => readRecord(store, name);
  const take = (signal: NodeJS.Signals): void => {
    const now = record();
    if (asked) {
      kill(now);
      return;
    }
    asked = { signal, isIdle: !(now && runs(now)) };
    tell(asked);
  };
  for (const signal of ENDING) process.on(signal, take);
  for (const signal of PASSED_ON) process.on(signal, () => passOn(record(), signal));
  return {
    asked: () => asked,
    /** What came when nobody else was there to take it comes again. */
    repeat: () => {
      if (!asked) return;
      const { signal } = asked;
      asked = undefined;
      process.kill(process.pid, signal);
    },
  };
};
