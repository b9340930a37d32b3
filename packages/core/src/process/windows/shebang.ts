import path from 'node:path';

/** What the first line of a script asks for. */
export interface Shebang {
  readonly line: string;
  readonly interpreter: string;
  readonly operands: readonly string[];
  /** `env NAME=VALUE interpreter`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `/bin/sh` means the `sh` on PATH: Windows has no such folders. */
export const interpreterName = (word: string): string => (word.startsWith('/') ? path.posix.basename(word) : word);

const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

const wordsIn = (text: string): readonly string[] =>
  (text.match(WORD) ?? []).map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));

const isAssignment = (word: string): boolean => /^[^=-][^=]*=/.test(word);

const pairOf = (word: string): readonly [name: string, value: string] => {
  const equals = word.indexOf('=');
  return [word.slice(0, equals), word.slice(equals + 1)];
};

/** What env(1) would run; undefined for options, escapes and variables, which only env itself can do right. */
const readEnv = (line: string, text: string): Shebang | undefined => {
  const words = wordsIn(text.replace(/^(?:-S|--split-string(?:=|\s))/, ''));
  const start = words.findIndex((word) => !isAssignment(word));
  const interpreter = words[start];
  if (interpreter === undefined || interpreter.startsWith('-') || /[\\$]/.test(text)) return undefined;
  const variables = Object.fromEntries(words.slice(0, start).map(pairOf));
  return { line, interpreter, operands: words.slice(start + 1), variables };
};

/**
 * Reads the first line of a script, without its line end: `#!INTERPRETER OPERANDS` or `#!/usr/bin/env -S COMMAND`.
 * Several operands are told apart, with or without -S, as macOS and the shims of npm do it; Linux would join them.
 */
export const readShebang = (line: string): Shebang | undefined => {
  const [, word = '', rest = ''] = /^#!\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
  if (word === '') return undefined;
  if (path.posix.basename(word) === 'env') return readEnv(line, rest);
  return { line, interpreter: word, operands: wordsIn(rest), variables: {} };
};
