import type { Way } from '../join/join.ts';

/** A question and what came of it. */
export interface Exchange {
  /** The question's way, and the answer's. */
  readonly ways: readonly Way[];
  readonly first: Way | undefined;
  readonly isAnswered: boolean;
}
