/** In which order the Nodes take their turns. Pure, but for chance. */

/** A random order of these (Fisher and Yates). */
export const shuffled = <One>(all: readonly One[], random: () => number = Math.random): readonly One[] => {
  const left = [...all];
  return Array.from(all, () => left.splice(Math.floor(random() * left.length), 1)[0] as One);
};

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
  random: () => number = Math.random,
): readonly Turn<Node>[] =>
  Array.from({ length: rounds }, (_, index) =>
    shuffled(nodes, random).map((node) => ({ round: index + 1, node })),
  ).flat();
