import { failureText, isFailure, progressLine, showWaiting, type WaitingLine, writeErr } from '@proctools/core';
import type { Printing } from './options.ts';

/** What came of several names. */
export interface Results<Outcome> {
  readonly outcomes: readonly Outcome[];
  /** 0, or the lowest code of a failure: what went wrong by itself counts more than a name that is unknown. */
  readonly code: number;
}

/** Who is still waited for. */
const showLeft = (total: number, left: ReadonlySet<string>): WaitingLine =>
  showWaiting((elapsedMs, columns) => {
    const notes = [`waiting for ${[...left].join(', ')}`];
    return progressLine({ done: total - left.size, total, before: 0, elapsedMs, notes }, columns);
  });

/** Does something with every name, all at once. One that goes wrong is told, and keeps none of the others from it. */
export const forEachName = async <Outcome>(
  names: readonly string[],
  work: (name: string) => Promise<Outcome>,
  { quiet }: Pick<Printing, 'quiet'>,
): Promise<Results<Outcome>> => {
  const codes: number[] = [];
  const left = new Set(names);
  const line = quiet ? undefined : showLeft(names.length, left);
  process.setMaxListeners(0); // each start and stop may listen for signals, and they are many at once: that is no leak
  const outcomes = await Promise.all(
    names.map(async (name) => {
      try {
        return [await work(name)];
      } catch (error) {
        if (!isFailure(error)) throw error;
        line?.clear();
        writeErr(failureText('daemonize', error));
        codes.push(error.code);
        return [];
      } finally {
        left.delete(name);
      }
    }),
  ).finally(() => line?.stop());
  return { outcomes: outcomes.flat(), code: codes.length === 0 ? 0 : Math.min(...codes) };
};
