// One table, two parsers: yargs-parser alone on the way that every good command line goes, all of
// yargs for the rest. Both get these settings, and so give the same answer.
import { type Option, type OptionTable, optionName } from './option.ts';

/** A command line as typed, before any value is read. Flags have no texts, other options one or more. */
export interface Parsed {
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** A `--` stood before the operands. */
  readonly optionsEnded: boolean;
}

export interface ParseMode {
  /** Options end at the first operand. */
  readonly takesCommand: boolean;
}

export interface Named {
  readonly key: string;
  readonly name: string;
  readonly option: Option;
}

/** The options of a table with the names that are typed. */
export const namesOf = (table: OptionTable): readonly Named[] =>
  Object.entries(table).map(([key, option]) => ({ key, name: optionName(key), option }));

/** What a negative number looks like to yargs-parser: the one thing with a dash that is no option. */
const NEGATIVE_NUMBER = /^-(?:\d+(?:\.\d+)?|\.\d+)$/;

export const isOperand = (token: string): boolean =>
  !token.startsWith('-') || token === '-' || NEGATIVE_NUMBER.test(token);

/** A number that is an option all the same, since the table has it: `-0`. */
const isDigitOption = (table: OptionTable, token: string): boolean =>
  /^-\d$/.test(token) && Object.values(table).some(({ short }) => short === token[1]);

/** `--shell`, and `-i` or `-fi` where that is its letter. */
const isValueLeftOut = (table: OptionTable, token: string): boolean =>
  Object.entries(table).some(
    ([key, { kind, short }]) =>
      kind === 'optional' &&
      (token === `--${optionName(key)}` ||
        (short !== undefined && /^-[A-Za-z]+$/.test(token) && token.endsWith(short))),
  );

const isAnyWordNext = (table: OptionTable, token: string): boolean =>
  Object.entries(table).some(
    ([key, option]) => option.kind !== 'flag' && option.takesAnyWord === true && token === `--${optionName(key)}`,
  );

/** Spellings that say something else to yargs than to us: they are respelled before it sees them. */
export const isOurSpelling = (table: OptionTable, token: string): boolean =>
  isDigitOption(table, token) || isValueLeftOut(table, token) || isAnyWordNext(table, token);

export const parserConfiguration = ({ takesCommand }: ParseMode) => ({
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'halt-at-non-option': takesCommand,
  'parse-numbers': false,
  // Else `xspawn echo 1e3 0x10` would hand over 1000 and 16.
  'parse-positional-numbers': false,
});

/** With no argument to take, a flag leaves the word `true` behind it alone, and refuses `--flag=x`. */
export const argumentCount = (option: Option): 0 | 1 => (option.kind === 'flag' ? 0 : 1);

const textsOf = (value: unknown): readonly string[] => [value].flat().filter((text) => typeof text === 'string');

export const givenIn = (
  names: readonly Named[],
  argv: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    names
      .filter(({ name }) => Object.hasOwn(argv, name) && argv[name] !== undefined)
      .map(({ key, name, option }) => [key, option.kind === 'flag' ? [] : textsOf(argv[name])]),
  );

/** Never an option's value, the first `--` ends the options; is it before the first operand? */
export const areOptionsEnded = (argv: readonly string[], operands: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  return end !== -1 && operands.length === argv.length - end - 1;
};
