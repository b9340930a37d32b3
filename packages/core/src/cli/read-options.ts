import { usageFailure } from '../failure.ts';
import { type Option, type OptionTable, optionName, type Values } from './option.ts';

type Valued = Exclude<Option, { kind: 'flag' }>;

const readText = (key: string, option: Valued, text: string): unknown => {
  const value = option.read(text);
  if (value !== undefined) return value;
  throw usageFailure(`--${optionName(key)}: expected ${option.expected}, not ${JSON.stringify(text)}`);
};

const readOption = (key: string, option: Option, texts: readonly string[] | undefined): unknown => {
  if (option.kind === 'flag') return texts !== undefined;
  if (option.kind === 'repeated') return (texts ?? []).map((text) => readText(key, option, text));
  const last = texts?.at(-1) ?? (option.kind === 'single' ? option.initial : undefined);
  return last === undefined ? undefined : readText(key, option, last);
};

/** Turns the texts that were typed into values, with the defaults for the rest; a usage Failure names what is wrong. */
export const readOptions = <Table extends OptionTable>(
  table: Table,
  given: ReadonlyMap<string, readonly string[]>,
): Values<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([key, option]) => [key, readOption(key, option, given.get(key))]),
  ) as Values<Table>;
