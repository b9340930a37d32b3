import type { Completion } from './option.ts';
import { type Flag, flag, type OptionTable, type Single, single, type Values } from './option.ts';
import { choiceValue } from './values.ts';

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a verb is handed once its command line is read. */
export interface Call<Table extends OptionTable> {
  readonly options: Values<Table> & CommonValues;
  readonly operands: readonly string[];
}

/** One thing that a command does. A command without verbs has a single one, its `main`. */
export interface Verb<Table extends OptionTable = OptionTable> {
  /** One line, for the list of verbs. */
  readonly summary: string;
  /** The operands as a usage line writes them: `NAME...`, `[--] COMMAND [OPERAND...]`. */
  readonly operands: string;
  readonly fewest: number;
  readonly most: number;
  /** Options end at the first operand: what follows is a command of the user's, byte for byte. */
  readonly takesCommand?: boolean;
  readonly options: Table;
  readonly examples: readonly Example[];
  readonly completeOperand?: Completion;
  /** Loads what does the work; it answers with the exit code. */
  readonly load: () => Promise<(call: Call<Table>) => Promise<number> | number>;
}

/** A section of the manual page: paragraphs, or pairs of a term and what it means. */
export interface ManualSection {
  readonly title: string;
  readonly body: readonly (string | readonly [term: string, meaning: string])[];
}

/** A whole command line program; parsing, help, manual, completion and errors come from this record. */
export interface Command {
  readonly name: string;
  readonly version: string;
  /** One line without a full stop. */
  readonly summary: string;
  readonly examples: readonly Example[];
  readonly verbs: Readonly<Record<string, Verb>>;
  /** The verb that may be left out. */
  readonly defaultVerb: string;
  /** Exit code for a wrong command line: 2, or 125 in a wrapper. */
  readonly usageCode: number;
  /** What only the manual page tells. */
  readonly manual: () => Promise<readonly ManualSection[]>;
}

/** Types one verb; the table's types reach `load`. */
export const verb = <const Table extends OptionTable>(record: Verb<Table>): Verb => record as unknown as Verb;

export interface CommonValues {
  readonly help: boolean;
  readonly version: boolean;
  readonly man: boolean;
  readonly completion: 'bash' | 'zsh' | 'fish' | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
}

const group = 'Common';

/** Every verb of every tool has these. */
export const commonOptions: Record<'help' | 'version' | 'man' | 'quiet' | 'verbose' | 'noColor', Flag> & {
  completion: Single<'bash' | 'zsh' | 'fish'>;
} = {
  quiet: flag({ group, short: 'q', help: 'say nothing but errors and what was asked for' }),
  verbose: flag({ group, short: 'v', help: 'say more about what happens' }),
  noColor: flag({ group, help: 'print without colour' }),
  help: flag({ group, short: 'h', help: 'print this help' }),
  version: flag({ group, short: 'V', help: 'print the version' }),
  man: flag({ group, help: 'print the manual page (view it with: man -l -)' }),
  completion: single(choiceValue(['bash', 'zsh', 'fish']), { group, help: 'print a completion script' }),
};
