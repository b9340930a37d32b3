import { askedToEnd, dieBy } from '@proctools/core';

export interface Asked {
  /** Aborts when somebody asks us to end. */
  readonly signal: AbortSignal;
  /** Gives the signals back; when one has come, it dies by it, and does not return. */
  readonly finish: () => Promise<void>;
}

/** Holds back INT, TERM and HUP, so that what was found so far can be shown, until `finish`. */
export const untilAsked = (): Asked => {
  const abort = new AbortController();
  const asked = askedToEnd();
  let by: NodeJS.Signals | undefined;
  void asked.signal.then((signal) => {
    by = signal;
    abort.abort();
  });
  return {
    signal: abort.signal,
    finish: async () => {
      asked.release();
      if (by !== undefined) await dieBy(by);
    },
  };
};
