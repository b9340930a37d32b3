import type { Opening } from '../../packages/ipc-cat/src/endpoints/opening.ts';

/** What an address is opened with when nothing was asked for; for tests that hold an end themselves. */
export const plainOpening = (more: Partial<Opening> = {}): Opening => ({
  connectTimeoutMs: undefined,
  reconnect: undefined,
  lingerMs: undefined,
  maxFrame: 2 ** 24,
  onBad: () => {},
  onUnsendable: () => {},
  isStrict: false,
  signal: new AbortController().signal,
  channel: { serialization: 'json', childStdout: undefined, count: undefined },
  tell: () => {},
  ...more,
});
