import { callAfter } from '@proctools/core';
import type { JobSettings } from '../engine.ts';

const after = (ms: number | undefined, call: () => void): NodeJS.Timeout | undefined =>
  ms === undefined ? undefined : callAfter(ms, call);

export interface Watch {
  /** It has written something. */
  readonly touch: () => void;
  readonly clear: () => void;
}

/** Calls back when a try has run, or written nothing, for too long. */
export const watchTime = (
  { idleMs, timeoutMs }: Pick<JobSettings, 'idleMs' | 'timeoutMs'>,
  call: () => void,
): Watch => {
  const timer = after(timeoutMs, call);
  const idle = after(idleMs, call);
  return {
    touch: () => void idle?.refresh(),
    clear: () => {
      clearTimeout(timer);
      clearTimeout(idle);
    },
  };
};
