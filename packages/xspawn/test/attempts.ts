import type { Attempt } from '../src/one/attempt.ts';

/** A try that came to this. */
export const attemptWith = (facts: Partial<Attempt>): Attempt => ({
  ending: { exited: 0 },
  stopped: undefined,
  insisted: false,
  pid: 1,
  startedAt: 0,
  durationMs: 0,
  ...facts,
});
