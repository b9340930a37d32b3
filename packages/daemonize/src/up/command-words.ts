import { readCommandLine } from '@proctools/core';

/** Quotes, what a backslash stands before, and variables. */
const QUOTES = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|\$\{[^{}]*\}/gs;
/** More than one command, or one within another. */
const COMPOUND = /[;&|(){}`\n]/;
/** Assignments, and the first letter of a program. */
const PROGRAM =
  /^\s*(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"\\])*\s+)*(?=[\w./]+(?:\s|$))(?!(?:exec|eval|command|\.)\s)/;

/** `2>&1` is no second command. */
const isOneCommand = (line: string): boolean => !COMPOUND.test(line.replace(QUOTES, '_').replace(/[<>]&/g, ''));

/** With `exec`, where that is right: the shell is not to stay as the parent of the one command. */
const withExec = (line: string): string =>
  isOneCommand(line) && !line.includes('$(') && !line.includes('`')
    ? line.replace(PROGRAM, (assignments) => `${assignments}exec `)
    : line;

/**
 * The words of a command line. A plain one is taken apart here, quotes hold words together, and no shell is involved;
 * one that only a shell understands is left to sh(1). Undefined when a quote is not closed, or when there is no word.
 */
export const commandWords = (line: string): readonly string[] | undefined => {
  const read = readCommandLine(line);
  if (read.type === 'shell') return ['/bin/sh', '-c', withExec(line)];
  return read.type === 'words' ? read.words : undefined;
};

export const EXPECTED_LINE = 'a command line whose quotes are closed';
