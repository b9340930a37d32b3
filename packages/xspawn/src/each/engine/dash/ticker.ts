/** Calls again and again, at about the same moment for all that are waiting, as long as there are any. */
export interface Ticker {
  readonly add: (call: () => void) => void;
  readonly remove: (call: () => void) => void;
}

export const createTicker = (everyMs: number): Ticker => {
  const calls = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = calls.size === 0 ? undefined : setTimeout(tick, everyMs);
  };
  const tick = (): void => {
    for (const call of calls) call();
    wait();
  };
  return {
    add: (call) => {
      calls.add(call);
      if (timer === undefined) wait();
    },
    remove: (call) => void calls.delete(call),
  };
};
