import { monotonicMs } from '@proctools/core';
import { openConnection } from './connection.ts';
import { requestFor } from './exchange.ts';

/** One request for a computation, in milliseconds of the monotonic clock. */
export interface Heavy {
  readonly sentMs: number;
  readonly answeredMs: number;
}

/** What asks for a computation. */
export const COMPUTE = '/compute';

/** Between two, so that what has waited for the one is not mistaken for what waits for the next. */
const PAUSE_MS = 20;

/**
 * Asks for a computation again and again, one at a time. The first does not count: the server compiles then. `stop` answers
 * with the others once the last is answered, which is at least one.
 */
export const repeatHeavy = (port: number): { readonly stop: () => Promise<readonly Heavy[]> } => {
  const connection = openConnection(port);
  const request = requestFor(COMPUTE, true);
  const all: Heavy[] = [];
  let isToStop = false;
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const sentMs = monotonicMs();
      connection.ask(request, (error) => {
        if (error) return reject(error);
        all.push({ sentMs, answeredMs: monotonicMs() });
        resolve();
      });
    });
  const repeat = async (): Promise<void> => {
    while (!isToStop || all.length < 2) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const repeating = repeat();
  return {
    stop: async () => {
      isToStop = true;
      await repeating;
      connection.destroy();
      return all.slice(1);
    },
  };
};
