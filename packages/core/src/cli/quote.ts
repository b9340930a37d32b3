/** A word as one would type it in a POSIX shell, or in zsh, where = in front has a meaning: in quotes only if it needs them. */
export const quoteForShell = (word: string): string =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const escaped = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** A text of somebody else's, so that it cannot play tricks with the terminal that it is shown on. */
export const spellOut = (text: string): string => text.replace(/\p{Cc}/gu, escaped);

/**
 * A command for people to read, and to paste into bash or zsh. Control characters are spelled out,
 * so that a command cannot play tricks with the terminal that it is shown on.
 */
export const quoteCommand = (words: readonly string[]): string =>
  words
    .map((word) =>
      /\p{Cc}/u.test(word) ? `$'${word.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, escaped)}'` : quoteForShell(word),
    )
    .join(' ');
