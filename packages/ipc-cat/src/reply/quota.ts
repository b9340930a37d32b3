/** How many messages may still be taken (`--count`), by all connections together. */
export interface Quota {
  readonly left: number;
  /** Takes so many, or what is left; answers with how many that was. */
  take(count: number): number;
}

/** Without a number there is no end. `onEmpty` is called when the last was taken. */
export const quota = (count: number | undefined, onEmpty: () => void): Quota => {
  let left = count ?? Number.POSITIVE_INFINITY;
  return {
    get left() {
      return left;
    },
    take: (wanted) => {
      const taken = Math.min(wanted, left);
      left -= taken;
      if (left === 0 && taken > 0) onEmpty();
      return taken;
    },
  };
};
