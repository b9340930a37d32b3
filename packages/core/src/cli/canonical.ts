// The sentences about a wrong command line are made here, because yargs knows neither the spelling
// that was typed nor what a value should have been. What is right comes out as `--name` and
// `--name=value`, so that nothing is left to yargs' own ideas about `-n5` or `---x`.
import { usageFailure } from '../failure.ts';
import { nearest } from './nearest.ts';
import type { OptionTable } from './option.ts';
import { isOperand, isOurSpelling, type Named, namesOf, type ParseMode } from './parser-settings.ts';

interface Step {
  readonly tokens: readonly string[];
  /** How many tokens of the command line this was. */
  readonly taken: number;
}

const unknown = (spelling: string, names: readonly Named[]): Error => {
  const near = spelling.startsWith('--')
    ? nearest(
        spelling.slice(2),
        names.map(({ name }) => name),
      )
    : undefined;
  return usageFailure(`unknown option ${spelling}`, near && `did you mean --${near}?`);
};

const needsValue = (spelling: string, { name, option }: Named, next: string | undefined): Error => {
  const expected = option.kind === 'flag' ? '' : option.expected;
  const isOption = next?.startsWith('-') && next !== '--';
  return usageFailure(
    `${spelling} needs a value: ${expected}`,
    isOption ? `a value that begins with a dash is written --${name}=${next}` : undefined,
  );
};

/** The option with its value: `typed` when that was part of its token, else the next token. */
const valued = (spelling: string, named: Named, typed: string | undefined, next: string | undefined): Step => {
  const text = typed ?? (named.option.kind === 'optional' ? named.option.alone : undefined);
  if (text !== undefined) return { tokens: [`--${named.name}=${text}`], taken: 1 };
  const isValue = isOperand(next ?? '') || (named.option.kind !== 'flag' && named.option.takesAnyWord);
  if (next === undefined || !isValue) throw needsValue(spelling, named, next);
  return { tokens: [`--${named.name}=${next}`], taken: 2 };
};

const readLong = (token: string, next: string | undefined, names: readonly Named[]): Step => {
  const [spelling = ''] = token.split('=', 1);
  const typed = token.length > spelling.length ? token.slice(spelling.length + 1) : undefined;
  const named = names.find(({ name }) => `--${name}` === spelling);
  if (!named) throw unknown(spelling, names);
  if (named.option.kind !== 'flag') return valued(spelling, named, typed, next);
  if (typed !== undefined) throw usageFailure(`${spelling} takes no value`);
  return { tokens: [spelling], taken: 1 };
};

/** `-fn5` is `-f -n 5`; `-n=5` is taken as `-n5`, since many programs do. */
const readShort = (token: string, next: string | undefined, names: readonly Named[]): Step => {
  const tokens: string[] = [];
  let rest = token.slice(1);
  while (rest !== '') {
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    const named = names.find(({ option }) => option.short === letter);
    if (!named) throw unknown(`-${letter}`, names);
    rest = rest.slice(letter.length);
    if (named.option.kind !== 'flag') {
      const step = valued(`-${letter}`, named, rest === '' ? undefined : rest.replace(/^=/, ''), next);
      return { tokens: [...tokens, ...step.tokens], taken: step.taken };
    }
    if (rest.startsWith('=')) throw usageFailure(`-${letter} takes no value`);
    tokens.push(`--${named.name}`);
  }
  return { tokens, taken: 1 };
};

/** The same command line in its plainest spelling, or a usage Failure that says what is wrong with it. */
export const canonical = (table: OptionTable, argv: readonly string[], { takesCommand }: ParseMode): string[] => {
  const names = namesOf(table);
  const tokens: string[] = [];
  let at = 0;
  for (let token = argv[at]; token !== undefined && token !== '--'; token = argv[at]) {
    const isWord = isOperand(token) && !isOurSpelling(table, token);
    if (isWord && takesCommand) break;
    const read = token.startsWith('--') ? readLong : readShort;
    const step = isWord ? { tokens: [token], taken: 1 } : read(token, argv[at + 1], names);
    tokens.push(...step.tokens);
    at += step.taken;
  }
  return [...tokens, ...argv.slice(at)];
};
