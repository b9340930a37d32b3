import type { Form } from '../forms/product.ts';
import type { Interpreter } from '../script/interpreter.ts';
import type { RuntimeChoice } from '../script/runtime.ts';

/** A file that mkbin put somewhere, as far as it takes to prove that it is still that one. */
export type Placed =
  | { readonly type: 'link'; readonly path: string; readonly target: string }
  | {
      readonly type: 'file';
      readonly path: string;
      readonly sha256: string;
      readonly mode: number;
      readonly size: number;
      /** mkbin sets it; a file that still has it, and its size, is not read again to show a list. */
      readonly modifiedMs: number;
    };

/** What is known of a command, and what it takes to make it again. */
export interface CommandRecord {
  readonly version: 1;
  readonly name: string;
  readonly form: Form;
  /** The script, as an absolute path. */
  readonly source: string;
  readonly interpreter: Interpreter;
  readonly node: RuntimeChoice;
  readonly nodeOptions: readonly string[];
  /** The bin directory. */
  readonly folder: string;
  /** What was put there; the first is what a shell finds. */
  readonly files: readonly Placed[];
  /** Man pages and completions, wherever they are. */
  readonly extras: readonly Placed[];
  readonly installedAt: string;
}

/** What a shell finds. */
export const pathOf = ({ folder, name, files }: CommandRecord): string => files[0]?.path ?? `${folder}/${name}`;
