import { type OptionTable, optionName } from './option.ts';
import { isOperand, isOurSpelling, type Parsed, type ParseMode } from './parser-settings.ts';

const isAllOperands = (table: OptionTable, argv: readonly string[], { takesCommand }: ParseMode): boolean =>
  (takesCommand ? argv.slice(0, 1) : argv).every((token) => isOperand(token) && !isOurSpelling(table, token));

const loneFlag = (table: OptionTable, argv: readonly string[]): string | undefined =>
  argv.length === 1
    ? Object.keys(table).find((key) => table[key]?.kind === 'flag' && argv[0] === `--${optionName(key)}`)
    : undefined;

/**
 * Command lines that leave a parser nothing to do: operands alone, or one flag alone. Undefined for all
 * others. (yargs' parser takes 3 ms to load and to run for the first time.)
 */
export const parseTrivially = (table: OptionTable, argv: readonly string[], mode: ParseMode): Parsed | undefined => {
  if (isAllOperands(table, argv, mode)) return { given: new Map(), operands: argv, optionsEnded: false };
  const flag = loneFlag(table, argv);
  return flag === undefined ? undefined : { given: new Map([[flag, []]]), operands: [], optionsEnded: false };
};
