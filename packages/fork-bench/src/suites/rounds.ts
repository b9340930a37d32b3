/** In which order things take their turns. */
import { openRandom } from '../stats/random.ts';

/** The same in a random order, another one each time and in each process. */
export const shuffled = openRandom(Date.now() + process.pid).shuffle;

/** One driver to be run. */
export interface Turn<Node> {
  /** From 1. */
  readonly round: number;
  readonly node: Node;
}

/**
 * Every Node once in each round, and in each in another order: whatever drifts meanwhile, the speed of a virtual processor
 * for one, then meets all of them alike.
 */
export const turnsOf = <Node>(
  nodes: readonly Node[],
  rounds: number,
  shuffle: typeof shuffled = shuffled,
): readonly Turn<Node>[] =>
  Array.from({ length: rounds }, (_, index) => shuffle(nodes).map((node) => ({ round: index + 1, node }))).flat();
