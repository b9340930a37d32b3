import { monotonicMs } from './clock.ts';
import { LONGEST_TIMER_MS } from './timer.ts';

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
  for (let left = ms; left > LONGEST_TIMER_MS; left = end - monotonicMs()) await nap(LONGEST_TIMER_MS, signal);
  await nap(Math.max(end - monotonicMs(), 0), signal);
};
