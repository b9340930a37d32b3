import { type OptionTable, optionName } from './option.ts';
import { isOperand, isOurSpelling, type Parsed, type ParseMode } from './parser-settings.ts';

/** Of a quoted value yargs' parser takes the quotes away; a dash begins another option, or an odd value. */
const isPlainValue = (text: string | undefined): text is string => text !== undefined && !/^[-'"]/.test(text);

/** The key of the option that is spelt so. */
const keyOf = (table: OptionTable, spelling: string): string | undefined =>
  Object.keys(table).find((key) => spelling === `--${optionName(key)}`);

/** As in the table, whatever was typed first. */
const inOrderOf = (table: OptionTable) => {
  const keys = Object.keys(table);
  return ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) =>
    keys.indexOf(one) - keys.indexOf(other);
};

/** An option with its value, and how many words both are; undefined for a parser to judge. */
const readOption = (table: OptionTable, word: string, next: string | undefined) => {
  const [spelling = ''] = word.split('=', 1);
  const typed = spelling === word ? undefined : word.slice(spelling.length + 1);
  const key = keyOf(table, spelling);
  const option = key === undefined ? undefined : table[key];
  if (key === undefined || !option) return undefined;
  if (option.kind === 'flag') return typed === undefined ? { key, texts: [], taken: 1 } : undefined;
  const text = typed ?? (option.kind === 'optional' ? option.alone : next);
  const isNext = typed === undefined && option.kind !== 'optional';
  return isPlainValue(text) ? { key, texts: [text], taken: isNext ? 2 : 1 } : undefined;
};

/**
 * Command lines that leave a parser nothing to judge: options in their long spelling, with plain values, and operands. Undefined
 * for all others. (yargs' parser takes 3 ms to load and to run for the first time.)
 */
export const parseTrivially = (
  table: OptionTable,
  argv: readonly string[],
  { takesCommand }: ParseMode,
): Parsed | undefined => {
  const found = new Map<string, readonly string[]>();
  const operands: string[] = [];
  const parsed = (rest: readonly string[], optionsEnded: boolean): Parsed => ({
    given: new Map([...found].sort(inOrderOf(table))),
    operands: [...operands, ...rest],
    optionsEnded,
  });
  for (let at = 0; at < argv.length; ) {
    const word = argv[at] ?? '';
    if (word === '--') return takesCommand ? parsed(argv.slice(at + 1), true) : undefined;
    if (isOperand(word)) {
      if (isOurSpelling(table, word)) return undefined;
      if (takesCommand) return parsed(argv.slice(at), false);
      operands.push(word);
      at += 1;
      continue;
    }
    const read = readOption(table, word, argv[at + 1]);
    if (!read) return undefined;
    found.set(read.key, [...(found.get(read.key) ?? []), ...read.texts]);
    at += read.taken;
  }
  return parsed([], false);
};
