// Commands as one would type them. They become lines of a file and of a terminal: what would end a line, or play
// tricks with a terminal, is spelled out the way that bash, zsh and ksh read.
import { type Bytes, textOf } from '../bytes.ts';
import type { JobCommand } from './job.ts';

/** Quotes bytes for a POSIX shell, whatever they are; and for zsh, which looks for a command where a word begins with `=`. */
export const quoteForSh = (bytes: Bytes): Bytes =>
  /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(bytes) ? bytes : `'${bytes.replaceAll("'", "'\\''")}'`;

/** ASCII controls, and those of ISO 6429 in UTF-8. */
const CONTROL = /[^ -~\x80-\xff]|\xc2[\x80-\x9f]/;

const isOneLine = (bytes: Bytes): boolean => !CONTROL.test(bytes) && textOf(bytes) !== undefined;

const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\', "'": "\\'" };

const spell = (byte: string): string => NAMED[byte] ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** In bash's `$'…'`, with every byte above 126 as a number: it may be half a character. */
const spellOutBytes = (bytes: Bytes): Bytes => `$'${bytes.replace(/[^ -~]|[\\']/g, spell)}'`;

const quoteWord = (word: Bytes): Bytes => (isOneLine(word) ? quoteForSh(word) : spellOutBytes(word));

/** The command of a job on one line, to be read and to be pasted. A shell line that has several is handed to `eval`. */
export const quoteJob = (command: JobCommand): Bytes => {
  if (command.type === 'argv') return command.argv.map(quoteWord).join(' ');
  return isOneLine(command.line) ? command.line : `eval ${spellOutBytes(command.line)}`;
};
