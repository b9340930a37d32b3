import { isAlive, lockHolder, monotonicMs, send, sleep } from '@proctools/core';
import { fileOf, type Store } from './home.ts';

/** Whose lock the logger of a daemon holds as long as it lives. */
export const loggerFolder = (store: Store, name: string): string => fileOf(store, name, 'logger');

/** By then it has either written what was left, or waits for a disk. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 2;

/** Resolves when the logger has written what was left and gone; one that does not is asked to, and then killed. */
export const untilLoggerGone = async (store: Store, name: string): Promise<void> => {
  const logger = lockHolder(loggerFolder(store, name));
  if (!logger) return;
  for (const signal of [undefined, 'SIGTERM', 'SIGKILL'] as const) {
    if (signal) send(logger, signal);
    const end = monotonicMs() + PATIENCE_MS;
    while (isAlive(logger) && monotonicMs() < end) await sleep(LOOK_MS);
  }
};
