import { callAfter, monotonicMs } from '@proctools/core';

/** Sees how long what began last has been taking. */
export interface Time {
  readonly began: () => void;
  readonly ended: () => void;
  /** Nothing begins any more. */
  readonly clear: () => void;
}

/** Where there is no limit. */
export const noTime: Time = { began: () => {}, ended: () => {}, clear: () => {} };

/** Calls back when it takes too long. One timer does for many that do not: when it goes off, it looks whose time it is. */
export const watchTime = (limitMs: number, call: () => void): Time => {
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const wait = (ms: number): void => {
    timer ??= callAfter(ms, look);
  };
  const look = (): void => {
    timer = undefined;
    if (since === undefined) return;
    const leftMs = since + limitMs - monotonicMs();
    if (leftMs > 0) wait(leftMs);
    else call();
  };
  return {
    began: () => {
      since = monotonicMs();
      wait(limitMs);
    },
    ended: () => {
      since = undefined;
    },
    clear: () => {
      since = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
