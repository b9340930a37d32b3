import type { Fault } from '../script/head.ts';
import type { Wish } from '../script/runtime.ts';
import type { Script } from '../script/script.ts';

/** How a command can be made. */
export type Form = 'link' | 'launcher' | 'copy' | 'bundle' | 'exe';

/** What a form is to make of a script. */
export interface Request extends Wish {
  /** The script, as an absolute path. */
  readonly source: string;
  /** What is in it. */
  readonly script: Script;
  readonly platform: NodeJS.Platform;
}

/** One entry of the bin directory; `name` is a file name there. */
export type Entry =
  | { readonly type: 'link'; readonly name: string; readonly target: string }
  | { readonly type: 'file'; readonly name: string; readonly bytes: Buffer; readonly mode: number };

/** What has to be done to the script itself: its new content, its new mode, or both; each reason in a word. */
export interface Edit {
  readonly file: string;
  readonly bytes: Buffer | undefined;
  readonly mode: number | undefined;
  readonly why: readonly EditReason[];
}

export type EditReason = Fault | 'not-executable' | 'interpreter-gone' | 'node-options' | 'runtime' | 'interpreter';

/** A line of a file, from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What people should know of a product; report.ts has the sentences. */
export type Note =
  /** A link would have needed these edits of the script, but they are forbidden, or it cannot be written, or no line says it. */
  | {
      readonly type: 'fell-to-launcher';
      readonly because: 'forbidden' | 'unwritable' | 'impossible';
      readonly why: readonly EditReason[];
    }
  /** The edits would have changed these commands, too, which are links to the same script. */
  | {
      readonly type: 'fell-to-launcher';
      readonly because: 'shared';
      readonly why: readonly EditReason[];
      readonly others: readonly string[];
    }
  /** What a bundle loads by names that only turn up while it runs: that is not inside. */
  | { readonly type: 'loads-later'; readonly places: readonly Place[] }
  /** Where a bundle asks where it lies, to find files beside it: they are not there. */
  | { readonly type: 'looks-beside'; readonly places: readonly Place[] };

/** What a form makes: entries of the bin directory, and what has to be done to the source. */
export interface Product {
  /** The form that it has become: `--link` without edits may fall to a launcher. */
  readonly form: Form;
  readonly entries: readonly Entry[];
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}
