import { parseArgsStringToArgv } from 'string-argv';

/** What stands in quotes and means itself. */
const PLAIN_QUOTES = /'[^']*'|"[^"$`\\]*"/g;
/** What means something to a shell when it is not in quotes. */
const SHELL_CHARACTERS = /[$\\`;&|<>(){}*?[\]~#!\n]/;
/** As the first word: an assignment, or what only a shell can do. */
const SHELL_WORD = /^\s*(?:[A-Za-z_]\w*=|(?:exec|eval|command|\.)(?:\s|$))/;

/** What a command line in one text is. */
export type LineWords =
  | { readonly type: 'words'; readonly words: readonly [name: string, ...operands: string[]] }
  /** Only a shell understands it. */
  | { readonly type: 'shell' }
  | { readonly type: 'empty' }
  | { readonly type: 'open-quote' };

/** Takes a plain command line apart, where quotes hold words together; says of any other what it is. */
export const readCommandLine = (line: string): LineWords => {
  const bare = line.replace(PLAIN_QUOTES, '_');
  if (SHELL_CHARACTERS.test(bare) || SHELL_WORD.test(bare)) return { type: 'shell' };
  if (/['"]/.test(bare)) return { type: 'open-quote' };
  const [name, ...operands] = parseArgsStringToArgv(line);
  return name ? { type: 'words', words: [name, ...operands] } : { type: 'empty' };
};
