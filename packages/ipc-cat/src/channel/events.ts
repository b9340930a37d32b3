import type { Ended } from '@proctools/core';

/** What happens at a channel, as facts; report.ts has the words. */
export type ChannelEvent =
  /** A message of Node's own, about a handle or the cluster, that cannot pass. */
  | { readonly type: 'internal'; readonly name: string; readonly command: string }
  /** The log of --tap cannot be written any more; the messages go on. */
  | { readonly type: 'tap-failed'; readonly file: string; readonly reason: string }
  /** A child of --pass has ended. */
  | { readonly type: 'worker-ended'; readonly worker: number; readonly pid: number; readonly end: Ended };
