import { sleep } from '@proctools/core';

/** Asks again and again until `isSo`. Rejects when the signal aborts. */
export const poll = async (
  isSo: () => boolean | Promise<boolean>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> => {
  while (!(await isSo())) await sleep(everyMs, signal);
};
