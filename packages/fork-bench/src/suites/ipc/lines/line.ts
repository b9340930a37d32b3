import type { Kind } from '../message.ts';

/** The near end of a conversation in which things happen as events. */
export interface Line {
  /** A function that sends one message of so many bytes each time. It answers false when the next is better sent after `onReady`. */
  readonly ball: (kind: Kind, size: number) => () => boolean;
  /** Something has come back: an echo, or an acknowledgement. Replaces the listener. */
  readonly onBack: (listener: () => void) => void;
  /** What was said to be full has room again. Replaces the listener. */
  readonly onReady: (listener: () => void) => void;
}

/** Listeners that can be replaced without the cost of an EventEmitter, which is part of no way to talk. */
export const listeners = () => {
  const all = { back: (): void => {}, ready: (): void => {} };
  return {
    all,
    onBack: (listener: () => void): void => {
      all.back = listener;
    },
    onReady: (listener: () => void): void => {
      all.ready = listener;
    },
  };
};
