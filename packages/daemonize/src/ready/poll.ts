import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until `isSo`. Rejects when the signal aborts. */
export const poll = async (
  isSo: () => boolean | Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> => {
  while (!(await isSo())) await sleep(everyMs, undefined, { signal });
};
