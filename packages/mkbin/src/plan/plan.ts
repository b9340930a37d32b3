import type { Failure } from '@proctools/core';
import type { Step } from '../apply/step.ts';
import type { Extra } from '../extras/extra.ts';
import type { Edit, Form, Note, Product, Request } from '../forms/product.ts';
import type { CommandRecord } from '../records/record.ts';

/** A script, and what a form has made of it. */
export interface Made {
  readonly request: Request;
  readonly product: Product;
  /** Undefined when they were not asked for. */
  readonly extras?: readonly Extra[];
}

/** Why a plan must not be carried out; `--force` overrides those that it can. */
export type Conflict =
  /** Something that is not ours has the path of the command. */
  | {
      readonly type: 'occupied';
      readonly name: string;
      readonly path: string;
      readonly found: 'file' | 'link' | 'dangling';
    }
  /** A folder, or a device: nothing is put in its place, ever. */
  | { readonly type: 'blocked'; readonly name: string; readonly path: string; readonly found: 'folder' | 'other' }
  /** A file that mkbin made, and somebody has changed since. */
  | { readonly type: 'changed'; readonly name: string; readonly path: string }
  /** The command is in another directory already. */
  | { readonly type: 'elsewhere'; readonly name: string; readonly path: string }
  | { readonly type: 'twice'; readonly name: string; readonly sources: readonly string[] }
  /** The script is reached through the very file that would become the command. */
  | { readonly type: 'itself'; readonly name: string; readonly path: string }
  /** A script was written to between our reading it and our changing it. */
  | { readonly type: 'overtaken'; readonly path: string }
  | { readonly type: 'unwritable'; readonly path: string; readonly code: string }
  /** What cannot become a command, or not in this form; the words of the failure that told so. */
  | { readonly type: 'unfit'; readonly failure: Failure }
  /** Shells have a command of this name themselves. */
  | { readonly type: 'builtin'; readonly name: string; readonly shells: readonly string[] };

export type Outcome = 'installed' | 'updated' | 'unchanged';

/** What becomes of one command. */
export interface Planned {
  readonly name: string;
  readonly path: string;
  readonly form: Form;
  readonly source: string;
  readonly outcome: Outcome;
  /** The script that the command ran until now, when that is another. */
  readonly formerSource: string | undefined;
  readonly notes: readonly Note[];
  readonly edits: readonly Edit[];
  /** What `--force` replaces, and `undo` puts back. */
  readonly replaced: readonly string[];
  readonly record: CommandRecord;
  /** Undefined when they were not asked for. */
  readonly extras: readonly Extra[] | undefined;
}

/** All that will be done, in this order, or nothing of it when there are conflicts. */
export interface Plan {
  readonly commands: readonly Planned[];
  readonly conflicts: readonly Conflict[];
  readonly steps: readonly Step[];
}

/** `--force` is enough to go on. */
export const isForcible = ({ type }: Conflict): boolean =>
  ['occupied', 'changed', 'elsewhere', 'builtin'].includes(type);
