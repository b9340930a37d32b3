import { monotonicMs } from './clock.ts';

/** What a timer can count; a longer time would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

const nap = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });

/**
 * Resolves after a time in milliseconds, however long; rejects with the signal's reason when it aborts
 * first. (node:timers/promises is a module more to load.)
 */
export const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
  const end = monotonicMs() + ms;
  for (let left = ms; left > LONGEST_MS; left = end - monotonicMs()) await nap(LONGEST_MS, signal);
  await nap(Math.max(end - monotonicMs(), 0), signal);
};
