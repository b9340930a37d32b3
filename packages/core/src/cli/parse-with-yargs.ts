import yargs, { type Options } from 'yargs';
import { usageFailure } from '../failure.ts';
import { canonical } from './canonical.ts';
import type { OptionTable } from './option.ts';
import {
  areOptionsEnded,
  argumentCount,
  givenIn,
  type Named,
  namesOf,
  type Parsed,
  type ParseMode,
  parserConfiguration,
} from './parser-settings.ts';

const settingsOf = ({ option }: Named): Options => ({
  ...(option.short ? { alias: option.short } : {}),
  nargs: argumentCount(option),
  type: option.kind === 'flag' ? 'boolean' : 'string',
});

/** Reads any command line; what is wrong with it is told in a usage Failure that names the option. */
export const parseWithYargs = (table: OptionTable, argv: readonly string[], mode: ParseMode): Parsed => {
  const plain = canonical(table, argv, mode);
  const names = namesOf(table);
  const found = yargs(plain)
    .detectLocale(false)
    .help(false)
    .version(false)
    .exitProcess(false)
    .options(Object.fromEntries(names.map((named) => [named.name, settingsOf(named)])))
    .parserConfiguration(parserConfiguration(mode))
    .strictOptions()
    .fail((message, error) => {
      throw error ?? usageFailure(message);
    })
    .parseSync();
  const operands = found._ as string[];
  return { given: givenIn(names, found), operands, optionsEnded: areOptionsEnded(plain, operands) };
};
