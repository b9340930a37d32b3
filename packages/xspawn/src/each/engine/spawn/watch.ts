import type { JobSettings } from '../engine.ts';

/** Longer than a timer can count is as good as for ever. */
const LONGEST_MS = 2 ** 31 - 1;

const after = (ms: number | undefined, call: () => void): NodeJS.Timeout | undefined =>
  ms === undefined ? undefined : setTimeout(call, Math.min(ms, LONGEST_MS));

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
