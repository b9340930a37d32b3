import { win32 as path } from 'node:path';

/** The values in a batch file, while it runs. */
export interface Values {
  /** `%~dp0`: where the batch file lies, with a backslash behind. */
  readonly folder: string;
  /** `%NAME%`. */
  readonly variable: (name: string) => string | undefined;
  /** `%%F` in a loop. */
  readonly letters: Readonly<Record<string, string>>;
}

const VALUE = /%~dp0|%%([a-z]?)|%([a-z_]\w*)%/gi;

/** Variables that cmd.exe makes up. */
const DYNAMIC = /%(?:cd|date|time|random|errorlevel|cmdextversion|cmdcmdline|highestnumanodenumber)%/i;

/** Writes the values in their places; undefined when there is a `%` that means something else. */
export const expand = (text: string, { folder, variable, letters }: Values): string | undefined =>
  DYNAMIC.test(text) || text.replace(VALUE, '').includes('%')
    ? undefined
    : text.replace(VALUE, (all, letter?: string, name?: string) => {
        if (name !== undefined) return variable(name) ?? '';
        if (letter === undefined) return all === '%%' ? '%' : folder;
        return letters[letter] ?? `%${letter}`;
      });

const WORD = /(?:"[^"]*"|[^\s"&|<>^()!]+)+/g;

/** Quotes inside quotes: the C library and cmd.exe read them differently, and no shim needs them. */
const isAmbiguous = (word: string): boolean => /\\"|.""|""./.test(word);

const wordsOf = (command: string): readonly string[] | undefined => {
  const words = command.match(WORD) ?? [];
  return command.replace(WORD, '').trim() !== '' || words.some(isAmbiguous) ? undefined : words;
};

const isText = (text: string | undefined): text is string => text !== undefined;

/** The words of a command, expanded, without their quotes; undefined when anything in it is more than a word. */
export const expandWords = (command: string, values: Values): readonly string[] | undefined => {
  const expanded = wordsOf(command)?.map((word) => expand(word.replaceAll('"', ''), values));
  return expanded?.every(isText)
    ? expanded.map((word) => (word.startsWith(values.folder) ? path.normalize(word) : word))
    : undefined;
};
