// How cmd.exe, and the C library of the program that a batch file hands its operands on to, read a command line. Written
// from their documentation, and not from the code that quotes.

/**
 * The phase in which cmd.exe writes the values of variables, with every variable that has a name set to `!!name!!`. The
 * part of no length of a variable is nothing. A percent sign that begins no variable stays.
 */
export const expandVariables = (line: string): string => {
  const end = line.indexOf('%', line.indexOf('%') + 1);
  const start = line.indexOf('%');
  if (start < 0 || end < 0) return line;
  const name = line.slice(start + 1, end);
  if (name === '') return line.slice(0, start + 1) + expandVariables(line.slice(start + 1));
  const value = name.endsWith(':~,') ? '' : `!!${name}!!`;
  return line.slice(0, start) + value + expandVariables(line.slice(end + 1));
};

/** What stands outside quotes, where characters are special to cmd.exe. */
export const unquoted = (line: string): string =>
  line
    .split('"')
    .filter((_, index) => index % 2 === 0)
    .join('');

interface Reading {
  readonly words: readonly string[];
  readonly word: string | undefined;
  readonly quoted: boolean;
}

const token = /(?<slashes>\\*)"(?<second>"?)|\\+|[^\\" \t]+|[ \t]+/y;

const step = (line: string, at: number, { words, word, quoted }: Reading): readonly [next: number, Reading] => {
  token.lastIndex = at;
  const match = token.exec(line);
  if (!match) throw new Error('cannot happen');
  const [all] = match;
  const next = at + all.length;
  const { slashes = '', second } = match.groups ?? {};
  const add = (text: string, more: Partial<Reading> = {}): Reading => ({
    words,
    word: (word ?? '') + text,
    quoted,
    ...more,
  });
  if (second === undefined) {
    const isBlank = /^[ \t]/.test(all);
    if (!isBlank || quoted) return [next, add(all)];
    return [next, { words: word === undefined ? words : [...words, word], word: undefined, quoted }];
  }
  const half = '\\'.repeat(Math.floor(slashes.length / 2));
  const afterFirst = at + slashes.length + 1;
  if (slashes.length % 2 === 1) return [afterFirst, add(`${half}"`)];
  if (quoted && second !== '') return [next, add(`${half}"`)]; // two quotes in quotes are one, and stay in quotes
  return [afterFirst, add(half, { quoted: !quoted })];
};

/** The words that a program gets; see "Parsing C command-line arguments" in Microsoft's documentation. */
export const programWords = (line: string): readonly string[] => {
  let [at, reading]: readonly [number, Reading] = [0, { words: [], word: undefined, quoted: false }];
  while (at < line.length) [at, reading] = step(line, at, reading);
  return reading.word === undefined ? reading.words : [...reading.words, reading.word];
};
