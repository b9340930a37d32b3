import { failureText, isFailure, writeErr } from '@proctools/core';

/** What came of several names. */
export interface Results<Outcome> {
  readonly outcomes: readonly Outcome[];
  /** 0, or the lowest code of a failure: what went wrong by itself counts more than a name that is unknown. */
  readonly code: number;
}

/** Does something with every name, all at once. One that goes wrong is told, and keeps none of the others from it. */
export const forEachName = async <Outcome>(
  names: readonly string[],
  work: (name: string) => Promise<Outcome>,
): Promise<Results<Outcome>> => {
  const codes: number[] = [];
  process.setMaxListeners(0); // each start and stop may listen for signals, and they are many at once: that is no leak
  const outcomes = await Promise.all(
    names.map(async (name) => {
      try {
        return [await work(name)];
      } catch (error) {
        if (!isFailure(error)) throw error;
        writeErr(failureText('daemonize', error));
        codes.push(error.code);
        return [];
      }
    }),
  );
  return { outcomes: outcomes.flat(), code: codes.length === 0 ? 0 : Math.min(...codes) };
};
