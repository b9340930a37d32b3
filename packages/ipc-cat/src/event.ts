/** All that happens and is worth a word, as facts; report.ts has the words. */
import type { OpeningEvent } from './endpoints/opening.ts';
import type { BadFrame } from './frames/bad-frame.ts';
import type { HubEvent } from './hub/hub-event.ts';
import type { NoAnswer } from './reply/outcome.ts';
import type { Course } from './watch/progress-line.ts';
import type { RecordBroken, RecordMissing } from './watch/record.ts';

export type Event =
  | OpeningEvent
  | HubEvent
  | ({ readonly type: 'bad-frame'; readonly name?: string } & BadFrame)
  | { readonly type: 'unfit'; readonly count: number }
  | {
      readonly type: 'reply-failed';
      /** Where the message came from, and the command that had it. */
      readonly name: string;
      readonly command: string;
      readonly why: NoAnswer;
      /** Whether it comes again; else nobody answers it. */
      readonly again: boolean;
      readonly attempt: number | undefined;
    }
  | { readonly type: 'answer-lost'; readonly name: string }
  | { readonly type: 'replied'; readonly answered: number; readonly failed: number }
  | { readonly type: 'trouble'; readonly text: string }
  | { readonly type: 'idle'; readonly forMs: number }
  /** A child of ours that has not ended so long after the data had. */
  | { readonly type: 'lingering'; readonly name: string; readonly forMs: number }
  | RecordBroken
  | RecordMissing
  | ({ readonly type: 'progress'; readonly isLast: boolean } & Course);
