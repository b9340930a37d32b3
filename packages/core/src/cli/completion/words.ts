// What a shell has to know of a command, before it is written in that shell's language.
import { constants } from 'node:os';
import { verbWords } from '../choose-verb.ts';
import { type Command, commonOptions } from '../command.ts';
import { type Completion, type Option, optionName } from '../option.ts';

export interface CompletedOption {
  readonly long: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly repeatable: boolean;
  /** The word for its value; undefined for a flag. */
  readonly word: string | undefined;
  /** The next word is its value. */
  readonly needsValue: boolean;
  readonly complete: Completion | undefined;
}

export interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly takesCommand: boolean;
  readonly operand: Completion | undefined;
  readonly options: readonly CompletedOption[];
}

export interface CompletedCommand {
  readonly name: string;
  /** A name for functions of the script. */
  readonly identifier: string;
  readonly words: readonly string[];
  readonly defaultVerb: string;
  readonly verbs: readonly CompletedVerb[];
}

const completedOption = ([key, option]: [string, Option]): CompletedOption => ({
  long: optionName(key),
  short: option.short,
  help: option.help,
  repeatable: option.kind === 'repeated',
  word: option.kind === 'flag' ? undefined : option.word,
  needsValue: option.kind === 'single' || option.kind === 'repeated',
  complete: option.kind === 'flag' ? undefined : option.complete,
});

export const completionOf = (command: Command): CompletedCommand => ({
  name: command.name,
  identifier: `_${command.name.replace(/\W/g, '_')}`,
  words: verbWords(command),
  defaultVerb: command.defaultVerb,
  verbs: Object.entries(command.verbs).map(([name, verb]) => ({
    name,
    summary: verb.summary,
    takesCommand: verb.takesCommand ?? false,
    operand: verb.completeOperand,
    options: Object.entries({ ...verb.options, ...commonOptions }).map(completedOption),
  })),
});

/** `TERM`, `INT`, …: of the machine that prints the script. */
export const signalWords = (): readonly string[] => Object.keys(constants.signals).map((name) => name.slice(3));

/** In single quotes, as every one of the three shells reads them. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const quoteAll = (texts: readonly string[]): string => texts.map(quote).join(' ');
