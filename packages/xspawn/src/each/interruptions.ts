import { askedToEnd } from '@proctools/core';

/** What a signal that asks us to end does: the first time, and the second. A third one ends us at once. */
export interface Reactions {
  readonly first: (signal: NodeJS.Signals) => void;
  readonly second: (signal: NodeJS.Signals) => void;
}

/** Holds back INT, TERM and HUP, which would end us at once, until the function that it answers with is called. */
export const onInterruption = ({ first, second }: Reactions): (() => void) => {
  let release = (): void => {};
  let isReleased = false;
  const take = async (react: (signal: NodeJS.Signals) => void, next: () => void): Promise<void> => {
    const asked = askedToEnd();
    release = asked.release;
    const signal = await asked.signal;
    if (isReleased) return;
    next();
    asked.release();
    react(signal);
  };
  void take(first, () => void take(second, () => {}));
  return () => {
    isReleased = true;
    release();
  };
};
