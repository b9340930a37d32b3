/**
 * Where a command begins on the command line. The parser lets options stand behind operands, which is right for addresses;
 * but what follows a command belongs to that command.
 */
import type { Option, OptionTable } from '@proctools/core';
import { isAddress } from '../address/parse-address.ts';

const isOption = (word: string): boolean => word.startsWith('-') && word !== '-';

const keyOf = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The option that a word stands for, and whether its value is the next word. */
const optionIn = (word: string, table: OptionTable) => {
  const [, long, short] = /^--([a-z-]+)$|^-([A-Za-z]+)$/.exec(word) ?? [];
  const named = (letter: string | undefined): Option | undefined =>
    Object.values(table).find((option) => option.short === letter);
  const option = long === undefined ? short && named(short.at(-1)) : table[keyOf(long)];
  const takesNext = option !== undefined && option !== '' && option.kind !== 'flag' && option.kind !== 'optional';
  return { takesNext };
};

const insertedAt = (argv: readonly string[], at: number): readonly string[] =>
  at === argv.length || argv[at] === '--' ? argv : argv.toSpliced(at, 0, '--');

/**
 * The command line with `--` in front of the command: behind `--script`; and behind `--tap LOG`, when there is a channel to
 * sit in and what comes is no address.
 */
export const withCommandMarked = (
  argv: readonly string[],
  table: OptionTable,
  hasChannel: boolean,
): readonly string[] => {
  let isTapped = false;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') return argv;
    if (word === '--script') return insertedAt(argv, at + 1);
    if (!isOption(word)) return isTapped && hasChannel && !isAddress(word) ? insertedAt(argv, at) : argv;
    if (word === '--tap' || word.startsWith('--tap=')) isTapped = true;
    if (optionIn(word, table).takesNext) at += 1;
  }
  return argv;
};
