import { callAfter } from '@proctools/core';

export interface IdleClock {
  /** Something passed: it begins anew. */
  touch(): void;
  /** Work is under way: it stands still until as many have ended. */
  begin(): void;
  done(): void;
  stop(): void;
}

/** Calls back once nothing has passed for so long, in milliseconds; without a time, and with 0, never. */
export const idleClock = (timeoutMs: number | undefined, onIdle: () => void): IdleClock => {
  let timer: NodeJS.Timeout | undefined;
  let busy = 0;
  let isOver = !timeoutMs;
  const stop = (): void => clearTimeout(timer);
  const wind = (): void => {
    stop();
    if (isOver || busy > 0 || timeoutMs === undefined) return;
    timer = callAfter(timeoutMs, () => {
      isOver = true;
      onIdle();
    });
  };
  wind();
  return {
    touch: wind,
    begin: () => {
      busy += 1;
      stop();
    },
    done: () => {
      busy -= 1;
      wind();
    },
    stop: () => {
      isOver = true;
      stop();
    },
  };
};
