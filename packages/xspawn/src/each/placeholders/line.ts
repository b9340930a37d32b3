import { usageFailure } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import { quoteForSh } from '../quote.ts';
import type { Place, Quoting } from './cutter.ts';
import { type Filling, type Placeholder, valuesOf } from './placeholder.ts';
import { readShellLine } from './shell-line.ts';

/** A shell line, read once. */
export interface Line {
  readonly placeholders: readonly Placeholder[];
  readonly expand: (filling: Filling) => Bytes;
}

/** Words that are more than words where a command is expected. */
const RESERVED =
  /^(?:if|then|else|elif|fi|for|foreach|while|until|do|done|case|esac|in|function|select|repeat|end|time|coproc|nocorrect|noglob)$/;

/** Without quotes where that looks better and can mean nothing else. */
const quoteWord = (bytes: Bytes): Bytes =>
  /^[\w@%+:,./-]+$/.test(bytes) && !RESERVED.test(bytes) ? bytes : quoteAlways(bytes);

const quoteAlways = (bytes: Bytes): Bytes => `'${inSingleQuotes(bytes)}'`;

const inSingleQuotes = (bytes: Bytes): Bytes => bytes.replaceAll("'", "'\\''");

const inDoubleQuotes = (bytes: Bytes): Bytes => bytes.replace(/["$`\\]/g, '\\$&');

/** Where a value could become part of a `$name` before it, the double quotes are closed around it. */
const quoteIn = (quoting: Quoting, bytes: Bytes, isDetached: boolean): Bytes => {
  if (quoting === 'none') return quoteAlways(bytes);
  if (quoting === 'single') return inSingleQuotes(bytes);
  return isDetached ? inDoubleQuotes(bytes) : `"${quoteAlways(bytes)}"`;
};

const expandPlace = ({ placeholder, quoting, isWord, isDetached }: Place, filling: Filling): Bytes => {
  const values = valuesOf(placeholder, filling);
  if (isWord) return values.map(quoteWord).join(' ');
  const value = values.join(' ');
  return quoting === 'unsure' ? value : quoteIn(quoting, value, isDetached);
};

const assertQuotable = (part: Bytes | Place): void => {
  if (typeof part === 'string' || part.quoting !== 'unsure' || part.placeholder.type !== 'input') return;
  throw usageFailure(
    `--shell: an input cannot be quoted safely where ${part.placeholder.text} stands in the line`,
    `hand it over as an operand, which is $1 in the line: --shell 'LINE' ${part.placeholder.text}`,
  );
};

/** Reads a shell line whose placeholders are replaced by inputs in quotes, so that nothing in an input is ever executed. */
export const compileLine = (line: Bytes): Line => {
  const parts = readShellLine(line);
  parts.forEach(assertQuotable);
  return {
    placeholders: parts.flatMap((part) => (typeof part === 'string' ? [] : [part.placeholder])),
    expand: (filling) => parts.map((part) => (typeof part === 'string' ? part : expandPlace(part, filling))).join(''),
  };
};

/** Shells that read quotes as POSIX says; fish, csh and PowerShell do not. */
const POSIX_SHELL = /^(?:sh|dash|ash|bash|rbash|ksh\d*|rksh|[lm]?ksh|mksh|yash|zsh|busybox)(?:-\d[\w.]*)?(?:\.exe)?$/;

/** Refuses a shell in which inputs could not be quoted. On Windows the shell that goes without saying is cmd.exe. */
export const assertPosixShell = (shell: string, platform: string = process.platform): void => {
  const name = platform === 'win32' && shell === 'sh' ? 'cmd.exe' : shell.replace(/^.*[\\/]/s, '');
  if (POSIX_SHELL.test(name)) return;
  throw usageFailure(
    `--shell: inputs cannot be quoted for ${name}`,
    'name a shell that reads quotes as POSIX says, as in --shell=bash, or leave out --shell',
  );
};

/** Makes operands $1, $2, … of the line behind. */
export const setOperands = (operands: readonly Bytes[]): Bytes => `set -- ${operands.map(quoteForSh).join(' ')}; `;
