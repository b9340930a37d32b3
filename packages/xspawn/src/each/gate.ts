import type { JobSettings } from './engine/engine.ts';
import type { Machine } from './machine.ts';

/** Says when the next job may be started. */
export interface Gate {
  /** Milliseconds until it is worth asking again; 0 when one may be started now. */
  readonly waitMs: () => number;
  readonly started: () => void;
}

const open: Gate = { waitMs: () => 0, started: () => {} };

/** The kernel measures its load average every five seconds, and free memory changes by the moment. */
const LOOK_AGAIN_MS = 500;

type Limits = Pick<JobSettings, 'delayMs' | 'load' | 'memFree'>;

export const gateFor = ({ delayMs, load, memFree }: Limits, machine: Machine): Gate => {
  if (delayMs === 0 && load === undefined && memFree === undefined) return open;
  let last = Number.NEGATIVE_INFINITY;
  const isBusy = (): boolean =>
    (load !== undefined && machine.load() > load) || (memFree !== undefined && machine.freeMemory() < memFree);
  return {
    waitMs: () => Math.max(last + delayMs - machine.now(), 0) || (isBusy() ? LOOK_AGAIN_MS : 0),
    started: () => {
      last = machine.now();
    },
  };
};
