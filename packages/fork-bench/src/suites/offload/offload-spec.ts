/** Where a server can compute. */
export const offloadKinds = {
  own: 'in its own thread',
  fork: 'in a forked child',
  thread: 'in a worker thread',
  pool: 'in a pool of children',
} as const;

export type OffloadKind = keyof typeof offloadKinds;

/** What `child-offload-server` is started with. */
export interface OffloadSpec {
  readonly kind: OffloadKind;
  /** Of one computation. */
  readonly iterations: number;
}
