import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 15;

/** How long anything in the tests may take before it counts as never. */
export const DEADLINE_MS = 60_000;

const sayFor = (error: unknown): string => (error === undefined ? '' : `\nlast error: ${(error as Error).stack}`);

/**
 * Waits until `fact` answers with something true and hands
 * the answer on. This is the only place that polls: a fact of ours that can be told as an event is awaited instead.
 */
export const until = async <Answer>(
  fact: () => Answer | Promise<Answer>,
  description: string,
  deadlineMs = DEADLINE_MS,
): Promise<NonNullable<Answer>> => {
  const end = performance.now() + deadlineMs;
  for (;;) {
    let lastError: unknown;
    try {
      const answer = await fact();
      if (answer) return answer as NonNullable<Answer>;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= end) throw new Error(`not within ${deadlineMs} ms: ${description}${sayFor(lastError)}`);
    await sleep(PAUSE_MS);
  }
};

/** The promise's answer, or a rejection with the description when the deadline passes first. */
export const within = async <Answer>(
  promise: Promise<Answer>,
  description: () => string,
  deadlineMs = DEADLINE_MS,
): Promise<Answer> => {
  const timer = new AbortController();
  const late = sleep(deadlineMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not within ${deadlineMs} ms: ${description()}`);
  });
  late.catch(() => {});
  return Promise.race([promise, late]).finally(() => timer.abort());
};
