import type { Ending } from '@proctools/core';
import type { ReadyCondition } from '../ready/condition.ts';
import type { State } from '../state.ts';
import type { DaemonRecord } from '../store/record.ts';

/** The last lines of what a daemon wrote, for when it failed; null for a stream that is kept nowhere. */
export interface LastWords {
  readonly stdout: readonly string[] | null;
  readonly stderr: readonly string[] | null;
}

/** How a start went. */
export type StartOutcome =
  | {
      readonly type: 'started';
      readonly record: DaemonRecord;
      readonly pid: number | null;
      readonly readyAfterMs: number | null;
    }
  | { readonly type: 'already-running'; readonly record: DaemonRecord; readonly state: State; readonly wanted: boolean }
  | StartFailure;

/** Why nothing runs. */
export type StartFailure =
  | { readonly type: 'not-found'; readonly command: string; readonly search: string | undefined }
  | { readonly type: 'cannot-execute'; readonly file: string; readonly reason: string }
  | {
      readonly type: 'died';
      readonly name: string;
      readonly ending: Ending;
      readonly afterMs: number;
      readonly lastWords: LastWords;
    }
  | {
      readonly type: 'not-ready';
      readonly name: string;
      readonly condition: ReadyCondition;
      readonly timeoutMs: number;
      readonly obstacle: string | undefined;
      readonly lastWords: LastWords;
    }
  | { readonly type: 'taken-over'; readonly name: string }
  | { readonly type: 'interrupted'; readonly name: string; readonly signal: NodeJS.Signals };
