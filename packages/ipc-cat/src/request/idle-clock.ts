import { callAfter } from '@proctools/core';

export interface IdleClock {
  /** Something passed: it begins anew. */
  touch(): void;
  /** Work is under way: it stands still until as many have ended. */
  begin(): void;
  done(): void;
  /** Something is being written: what the other side takes of it in parts counts, too. Answers with how to end that. */
  attend(writer: { readonly waiting?: number }): () => void;
  stop(): void;
}

/** Calls back once nothing has passed for so long, in milliseconds; without a time, and with 0, never. */
export const idleClock = (timeoutMs: number | undefined, onIdle: () => void): IdleClock => {
  let timer: NodeJS.Timeout | undefined;
  let busy = 0;
  const attended = new Set<{ readonly waiting?: number }>();
  const left = (): number => [...attended].reduce((sum, { waiting = 0 }) => sum + waiting, 0);
  let leftBefore = 0;
  let isOver = !timeoutMs;
  const stop = (): void => clearTimeout(timer);
  const wind = (): void => {
    stop();
    if (isOver || busy > 0 || timeoutMs === undefined) return;
    leftBefore = left();
    timer = callAfter(timeoutMs, () => {
      if (left() !== leftBefore) return wind(); // less is left than when it began
      isOver = true;
      onIdle();
    });
  };
  wind();
  return {
    touch: wind,
    begin: () => {
      busy += 1;
      stop();
    },
    done: () => {
      busy -= 1;
      wind();
    },
    attend: (writer) => {
      attended.add(writer);
      leftBefore = left();
      return () => void attended.delete(writer);
    },
    stop: () => {
      isOver = true;
      stop();
    },
  };
};
