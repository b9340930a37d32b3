/**
 * For what has no half to close: the end of our data cannot be passed on without giving up what still comes. So it is kept back
 * until nothing has come for a while.
 */
import { callAfter } from '@proctools/core';

/** So long nothing comes any more; then there will be no answer. */
export const SILENCE_MS = 2_000;

export interface Silence {
  /** From now on it counts. */
  begin(): void;
  /** Waits for something to come. The silence counts only meanwhile: our own slowness is none. */
  during<Come>(wait: () => Promise<Come>): Promise<Come>;
}

/** Calls `over` when there was a silence. */
export const silence = (over: () => void): Silence => {
  let hasBegun = false;
  let isWaiting = false;
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    if (hasBegun && isWaiting) timer = callAfter(SILENCE_MS, over);
  };
  return {
    begin: () => {
      hasBegun = true;
      arm();
    },
    during: async (wait) => {
      isWaiting = true;
      arm();
      try {
        return await wait();
      } finally {
        isWaiting = false;
        clearTimeout(timer);
      }
    },
  };
};
