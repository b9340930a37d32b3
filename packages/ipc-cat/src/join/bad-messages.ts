/**
 * What is bad on the ways of a join, and left out. With --strict the first ends its way at once, and the other after a while: answers to
 * what came before are still under way there.
 */
import { callAfter } from '@proctools/core';
import type { Opening } from '../endpoints/opening.ts';
import type { OnBadFrame } from '../frames/bad-frame.ts';
import type { Session } from '../session.ts';
import type { Joined, WayName } from './join.ts';

const PARTING_MS = 1_000;

export interface BadMessages {
  /** For the end that this way begins at; the other way ends there. */
  readonly openingFor: (from: WayName) => Opening;
  /** Hears how many could not be told apart there, of those that the other way brought. */
  readonly unfitFor: (from: WayName) => (count: number) => void;
  /** What was found before counts, too. */
  begin(joined: Joined): void;
}

export const badMessages = ({ judge, opening, tell }: Session): BadMessages => {
  const early = { there: 0, back: 0 };
  let joined: Joined | undefined;
  let isOver: WayName | undefined;
  const stop = (): void => {
    if (!joined || isOver === undefined) return;
    joined.cancelWay(isOver);
    callAfter(PARTING_MS, joined.cancel).unref();
  };
  const drop = (way: WayName, count: number): void => {
    if (joined) joined[way]?.tally.drop(count);
    else early[way] += count;
  };
  const hearing = (way: WayName): OnBadFrame => {
    const told = judge(() => {
      isOver = way;
      stop();
    });
    return (bad) => {
      drop(way, 1);
      told(bad);
    };
  };
  const [there, back] = [hearing('there'), hearing('back')];
  return {
    openingFor: (from) => ({
      ...opening,
      onBad: from === 'there' ? there : back,
      onUnsendable: from === 'there' ? back : there,
    }),
    unfitFor: (from) => (count) => {
      tell({ type: 'unfit', count });
      drop(from === 'there' ? 'back' : 'there', count);
    },
    begin: (begun) => {
      joined = begun;
      begun.there?.tally.drop(early.there);
      begun.back?.tally.drop(early.back);
      stop();
    },
  };
};
