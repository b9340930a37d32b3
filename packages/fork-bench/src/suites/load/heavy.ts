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

/** The first does not count: the server compiles then. */
const FEWEST = 1 + 2;

export interface Repetition {
  /** Settles when some count. */
  readonly isEnough: Promise<void>;
  /** Makes no more, and answers with those that count. */
  readonly stop: () => Promise<readonly Heavy[]>;
}

/** A promise, and what settles it. (Promise.withResolvers is not in Node 20.) */
const settleable = () => {
  let [resolve, reject] = [(): void => {}, (_: unknown): void => {}];
  const promise = new Promise<void>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve: () => resolve(), reject: (error: unknown) => reject(error) };
};

/** Asks for a computation again and again, one at a time. */
export const repeatHeavy = (port: number): Repetition => {
  const connection = openConnection(port);
  const request = requestFor(COMPUTE, true);
  const all: Heavy[] = [];
  const enough = settleable();
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
    while (!isToStop) {
      await ask();
      if (all.length === FEWEST) enough.resolve();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const repeating = repeat();
  repeating.catch(enough.reject);
  return {
    isEnough: enough.promise,
    stop: async () => {
      isToStop = true;
      await repeating;
      connection.destroy();
      return all.slice(1);
    },
  };
};
