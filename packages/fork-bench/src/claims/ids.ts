/**
 * The claims that there are, by what one types to have them checked, in the order in which they are told; and the share of the time
 * that each has, against the others. What is shown, and not measured, takes as long as it takes.
 */
export const claimWeights = {
  'fork-cost': 3,
  'execfile-faster': 1,
  'spawn-is-base': 0.2,
  'fork-is-node': 0.3,
  'shell-extra-process': 1,
  'maxbuffer-kills': 0.3,
  injection: 0.2,
  'exit-before-close': 0.5,
  blocking: 1.5,
  'workers-use-cores': 3,
  'port-in-use': 0.6,
  'detached-survives': 0.3,
  'attached-dies': 0.3,
  'orphan-ppid': 0.2,
  'channel-env': 0.2,
  'cwd-inherited': 0.2,
  nexttick: 0.5,
  'loop-order': 0.2,
  'kill-is-signal': 0.2,
  'memory-separate': 0.3,
} as const;

export type ClaimId = keyof typeof claimWeights;

export const claimIds = Object.keys(claimWeights) as readonly ClaimId[];

const sum = (ids: readonly ClaimId[]): number => ids.reduce((all, id) => all + claimWeights[id], 0);

/** The share of the time for all that these take. */
export const shareOf = (ids: readonly ClaimId[]): number => sum(ids) / sum(claimIds);
