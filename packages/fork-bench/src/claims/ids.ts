/** The claims that there are, by what one types to have them checked; in the order in which they are told. */
export const claimIds = [
  'fork-cost',
  'execfile-faster',
  'spawn-is-base',
  'fork-is-node',
  'shell-extra-process',
  'maxbuffer-kills',
  'injection',
  'exit-before-close',
  'blocking',
  'workers-use-cores',
  'port-in-use',
  'detached-survives',
  'attached-dies',
  'orphan-ppid',
  'channel-env',
  'cwd-inherited',
  'nexttick',
  'loop-order',
  'kill-is-signal',
  'memory-separate',
] as const;

export type ClaimId = (typeof claimIds)[number];
