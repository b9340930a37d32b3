/** The children that serve connections: they are told when we are asked to end, and waited for. */
import { callAfter, type Ended } from '@proctools/core';

/** Who does not end when asked is ended after so long. */
const PATIENCE_MS = 5_000;

export interface Served {
  readonly ended: Promise<Ended>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

export interface Children {
  /** Until it has ended. */
  add(child: Served): void;
  signal(signal: NodeJS.Signals): void;
  /** Asks all to end, and waits until they have. */
  close(): Promise<void>;
}

export const childrenOf = (patienceMs = PATIENCE_MS): Children => {
  const all = new Set<Served>();
  let wasTold = false;
  const signal = (name: NodeJS.Signals): void => {
    wasTold = true;
    for (const child of all) child.signal(name);
  };
  return {
    add: (child) => {
      all.add(child);
      const forget = (): void => void all.delete(child);
      child.ended.then(forget, forget);
    },
    signal,
    close: async () => {
      if (!wasTold) signal('SIGTERM');
      const timer = callAfter(patienceMs, () => signal('SIGKILL'));
      await Promise.allSettled([...all].map(({ ended }) => ended));
      clearTimeout(timer);
    },
  };
};
