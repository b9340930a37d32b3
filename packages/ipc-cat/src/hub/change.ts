/** Something that may have changed, for those who wait for it. */
export interface Change {
  /** Wakes all that wait now. */
  tell(): void;
  next(): Promise<void>;
}

export const change = (): Change => {
  let wake: (() => void) | undefined;
  let next: Promise<void> | undefined;
  return {
    tell: () => {
      wake?.();
      [wake, next] = [undefined, undefined];
    },
    next: () => {
      next ??= new Promise((resolve) => {
        wake = resolve;
      });
      return next;
    },
  };
};
