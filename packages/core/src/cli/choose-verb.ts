import { isFailure, usageFailure } from '../failure.ts';
import { type Command, commonOptions, type Verb } from './command.ts';
import { type OptionTable, optionName } from './option.ts';
import type { Parsed, ParseMode } from './parser-settings.ts';
import { quoteForShell } from './quote.ts';

/** A verb of a command, with all the options that it takes. */
interface NamedVerb {
  readonly name: string;
  readonly verb: Verb;
  readonly table: OptionTable;
}

/** What a command line asks for, its values not yet read. */
export interface Chosen extends NamedVerb {
  /** The verb was typed, and not left out. */
  readonly named: boolean;
  readonly parsed: Parsed;
}

export type Parse = (table: OptionTable, argv: readonly string[], mode: ParseMode) => Promise<Parsed>;

const modeOf = (verb: Verb): ParseMode => ({ takesCommand: verb.takesCommand ?? false });

/** The words that name a verb; a command with a single verb has none. */
export const verbWords = ({ verbs }: Command): readonly string[] => {
  const words = Object.keys(verbs);
  return words.length > 1 ? words : [];
};

const lookUp = (command: Command, name: string): NamedVerb => {
  const verb = command.verbs[name];
  if (!verb) throw new Error(`${command.name} has no verb ${name}`);
  return { name, verb, table: { ...verb.options, ...commonOptions } };
};

const calledBy = (command: Command, word: string | undefined): NamedVerb | undefined =>
  word !== undefined && verbWords(command).includes(word) ? lookUp(command, word) : undefined;

const foreignOption = (command: Command, other: NamedVerb, key: string, argv: readonly string[]): Error => {
  const line = [command.name, command.defaultVerb, ...argv].map(quoteForShell).join(' ');
  const meant = lookUp(command, command.defaultVerb).verb.takesCommand
    ? `to run a command called ${other.name}`
    : `if ${other.name} is not the verb`;
  return usageFailure(`--${optionName(key)} is not an option of ${command.name} ${other.name}`, `${meant}: ${line}`);
};

/** The verb stands at `at`, behind options that have to be its own. */
const readWithVerbAt = async (at: number, found: NamedVerb, argv: readonly string[], parse: Parse): Promise<Chosen> => {
  const parsed = await parse(found.table, argv.toSpliced(at, 1), modeOf(found.verb));
  return { ...found, named: true, parsed };
};

/** `daemonize --follow logs x`: wrong for the default verb, but right for the one that comes. */
const readForLaterVerb = async (command: Command, argv: readonly string[], parse: Parse, wrong: unknown) => {
  const at = argv.findIndex((word) => calledBy(command, word));
  const found = calledBy(command, argv[at]);
  if (!found || !isFailure(wrong)) throw wrong;
  const before = await parse(found.table, argv.slice(0, at), { takesCommand: true }).catch(() => undefined);
  if (before?.operands.length !== 0 || before.optionsEnded) throw wrong;
  return readWithVerbAt(at, found, argv, parse);
};

const readWithoutVerb = async (command: Command, argv: readonly string[], parse: Parse): Promise<Chosen> => {
  const main = lookUp(command, command.defaultVerb);
  const first = await parse(main.table, argv, { takesCommand: true });
  const found = first.optionsEnded ? undefined : calledBy(command, first.operands[0]);
  if (found) {
    const foreign = [...first.given.keys()].find((key) => !Object.hasOwn(found.table, key));
    if (foreign !== undefined) throw foreignOption(command, found, foreign, argv);
    return readWithVerbAt(argv.length - first.operands.length, found, argv, parse);
  }
  const parsed = main.verb.takesCommand ? first : await parse(main.table, argv, modeOf(main.verb));
  return { ...main, named: false, parsed };
};

/**
 * Finds out which verb a command line is for. Its first word may name it, or the first operand when
 * all options before are that verb's too; anything else belongs to the verb that may be left out.
 */
export const chooseVerb = async (command: Command, argv: readonly string[], parse: Parse): Promise<Chosen> => {
  const found = calledBy(command, argv[0]);
  if (found) return readWithVerbAt(0, found, argv, parse);
  try {
    return await readWithoutVerb(command, argv, parse);
  } catch (wrong) {
    return readForLaterVerb(command, argv, parse, wrong);
  }
};
