import { askedToEnd, dieBy } from '@proctools/core';

/** Asked to end, we end when our children have, and by that signal. */
export const forwardedDeath = () => {
  let asked: NodeJS.Signals | undefined;
  const interruption = askedToEnd();
  void interruption.signal.then((signal) => {
    asked = signal;
  });
  return {
    /** The exit code, when nobody has asked. */
    conclude: async (code: number): Promise<number> => {
      if (asked) await dieBy(asked);
      interruption.release();
      return code;
    },
  };
};
