/** So many at once; who comes when all are taken waits for the first that is free, in order. */
export interface Slots {
  /** Resolves when one is ours. */
  take(): Promise<void>;
  give(): void;
  /** How many nobody has. */
  readonly free: number;
}

export const slots = (count: number): Slots => {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    get free() {
      return free;
    },
    take: () =>
      new Promise((resolve) => {
        if (free === 0) {
          waiting.push(resolve);
          return;
        }
        free -= 1;
        resolve();
      }),
    give: () => {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
};
