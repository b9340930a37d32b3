import type { Attention } from './reading.ts';

/** What a slot does, as far as it matters for how closely one listens to it. */
export interface Activity {
  readonly hasHelper: boolean;
  /** How many tries the helper has, the one included that runs. */
  readonly tries: number;
  /** How many there may be behind that one. */
  readonly ahead: number;
  /** The one that runs has let a tick pass without a sign. */
  readonly isQuiet: boolean;
}

/** With so many short tries ahead some will end before the next tick, and none will be missed. */
const MANY = 2;

export const attentionFor = ({ ahead, hasHelper, isQuiet, tries }: Activity): Attention => {
  if (!hasHelper) return 'none';
  return ahead >= MANY && tries > 1 && !isQuiet ? 'ticks' : 'events';
};
