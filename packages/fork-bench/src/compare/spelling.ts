// Options of hyperfine that take several words, and the parameter of the contract, become `--parameter=NAME=VALUES`.
import { usageFailure } from '@proctools/core';

/** How many words follow. */
const WORDS: Readonly<Record<string, number>> = {
  '-L': 2,
  '--parameter-list': 2,
  '-P': 3,
  '--parameter-scan': 3,
  '-D': 1,
  '--parameter-step-size': 1,
};

/** Where the values of `--parameter n 1 2 4` end: an option, or what looks like a command. */
const isNoValue = (word: string): boolean => /^-(?![\d.])|[\s{]/.test(word);

/** The values behind `--parameter NAME`. */
const valuesBehind = (words: readonly string[]): readonly string[] => {
  const end = words.findIndex(isNoValue);
  return end === -1 ? words : words.slice(0, end);
};

const escaped = (value: string): string => value.replaceAll(',', '\\,');

const follow = (argv: readonly string[], at: number, option: string): readonly string[] => {
  const count = WORDS[option] ?? 0;
  const words = argv.slice(at + 1, at + 1 + count);
  const names = ['NAME', 'FROM', 'TO'].slice(0, count).join(' ');
  const form = option === '-L' || option === '--parameter-list' ? 'NAME VALUE,VALUE...' : count === 1 ? 'STEP' : names;
  if (words.length < count) throw usageFailure(`${option} needs ${count === 1 ? 'a value' : 'values'}: ${form}`);
  return words;
};

/**
 * The same command line with `--parameter=NAME=VALUES` for `-L NAME VALUES`, `-P NAME FROM TO` (with `-D STEP`) and
 * `--parameter NAME VALUE...`; a usage Failure when a word is missing.
 */
export const withParameters = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  const stepAt = options.findLastIndex((word) => word === '-D' || word === '--parameter-step-size');
  const step = stepAt === -1 ? [] : follow(options, stepAt, options[stepAt] ?? '');
  const spelled: string[] = [];
  for (let at = 0; at < options.length; at += 1) {
    const word = options[at] ?? '';
    const next = options[at + 1];
    if (Object.hasOwn(WORDS, word)) {
      const [name, from, to] = follow(options, at, word);
      if (WORDS[word] === 2) spelled.push(`--parameter=${name}=${from}`);
      if (WORDS[word] === 3) spelled.push(`--parameter=${name}=${[`${from}..${to}`, ...step].join('/')}`);
      at += WORDS[word] ?? 0;
    } else if (word === '--parameter' && next !== undefined && !/[=-]/.test(next)) {
      const values = valuesBehind(options.slice(at + 2));
      spelled.push(`--parameter=${next}=${values.map(escaped).join(',')}`);
      at += 1 + values.length;
    } else {
      spelled.push(word);
    }
  }
  return [...spelled, ...argv.slice(options.length)];
};
