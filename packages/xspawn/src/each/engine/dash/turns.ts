import type { EngineListener, Try } from '../engine.ts';

/** The tries that a helper has been given, in their order. The first of them runs, if any does. */
export interface Turns<Given extends Try> {
  readonly length: () => number;
  readonly add: (given: Given) => void;
  /** The first one runs now, if not yet. */
  readonly begin: () => void;
  readonly hasBegun: () => boolean;
  /** The one that runs has written something. */
  readonly wrote: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** The one that runs has ended, and is taken out. */
  readonly end: () => Given | undefined;
  /** Takes out all but so many, and gives them back. */
  readonly giveBack: (but: number) => void;
}

export const createTurns = <Given extends Try>(
  { began, givenBack, output }: EngineListener<Given>,
  onBegin: () => void,
): Turns<Given> => {
  const queue: Given[] = [];
  let hasBegun = false;
  const begin = (): void => {
    const [first] = queue;
    if (!first || hasBegun) return;
    hasBegun = true;
    began(first);
    onBegin();
  };
  return {
    length: () => queue.length,
    add: (given) => void queue.push(given),
    begin,
    hasBegun: () => hasBegun,
    wrote: (stream, bytes) => {
      begin();
      const [first] = queue;
      if (first) output(first, stream, bytes);
    },
    end: () => {
      begin();
      hasBegun = false;
      return queue.shift();
    },
    giveBack: (but) => {
      for (const given of queue.splice(but)) givenBack(given);
    },
  };
};
