import type { Ended } from '@proctools/core';

/** Why there is no answer to a message. */
export type NoAnswer =
  | { readonly type: 'ended'; readonly end: Ended }
  /** It could not be started. */
  | { readonly type: 'not-started'; readonly why: string }
  /** Its output is no answer there: more than `--max-frame`, several lines as one, no JSON. */
  | { readonly type: 'unfit'; readonly why: 'too-long' | 'several-lines' | 'zero-byte' | 'not-json' }
  /** It was ended because we are. */
  | { readonly type: 'ended-from-here' };

/** What a command came to over a message. */
export type Outcome =
  | { readonly type: 'done'; readonly output: Buffer }
  | { readonly type: 'failed'; readonly why: NoAnswer };
