import type { Destination, StreamName } from '../one/flow.ts';

/**
 * For one command, whose tries come one after the other: who was told of the reader in an earlier one need not be told
 * any more. Writers forget nobody, and a command may be restarted for ever.
 */
export const forgetful = (destination: Destination): Destination => {
  const gone = new Set<StreamName>();
  const listeners = new Map<StreamName, () => void>();
  const watch = (stream: StreamName): void =>
    destination.onGone(stream, () => {
      gone.add(stream);
      listeners.get(stream)?.();
    });
  return {
    ...destination,
    onGone: (stream, listener) => {
      const isFirst = !listeners.has(stream);
      listeners.set(stream, listener);
      if (isFirst) watch(stream);
      else if (gone.has(stream)) listener();
    },
  };
};
