import type { Ended } from '@proctools/core';

/** What happens among many, as facts; report.ts has the words. */
export type HubEvent =
  | { readonly type: 'joined'; readonly name: string }
  | { readonly type: 'left'; readonly name: string; readonly why?: string | undefined }
  /** One that was named on the command line is gone before the end, or failed. */
  | { readonly type: 'broke'; readonly name: string; readonly why: string }
  /** It does not keep up, and did not get so many messages. */
  | { readonly type: 'missed'; readonly name: string; readonly count: number }
  | { readonly type: 'member-cut-off'; readonly name: string; readonly why: 'slow' | 'bad-frame' }
  /** Messages that were to go to one of several, and nobody was left. */
  | { readonly type: 'untaken'; readonly count: number }
  | { readonly type: 'served'; readonly name: string; readonly end: Ended }
  | { readonly type: 'unserved'; readonly name: string; readonly why: string };
