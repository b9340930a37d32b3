// The command line for a batch file. cmd.exe has rules of its own, which are no inverse of the C library's, so what is
// written here has to be right for both: in quotes nothing is special to cmd.exe but `"` and `%`; `""` is a quote for
// cmd.exe, which stays in quotes, and for the C library of the program that the batch file hands it on to. A `%` cannot be
// escaped. It is followed by a substring of no length of the variable CD, `%cd:~,%`, so that it begins no variable.
// Rust's standard library does the same since CVE-2024-24576 (library/std/src/sys/args/windows.rs).
import { win32 as path } from 'node:path';
import type { Variables } from '../planned.ts';
import { systemRoot, variableOf } from './variables.ts';

/** Extensions on, because `%cd:~,%` is one; delayed expansion off, so that `!` is plain; no AutoRun commands. */
const SWITCHES = ['/d', '/e:on', '/v:off', '/s', '/c'] as const;

/** cmd.exe's limit, in characters. */
const LONGEST = 8191;

const PLAIN =
  /^[\w#$*+\-./:?@\\\u{a0}-\u{d7ff}\u{e000}-\u{10ffff}]*[\w#$*+\-./:?@\u{a0}-\u{d7ff}\u{e000}-\u{10ffff}]$/u;

const withoutVariables = (text: string): string => text.replaceAll('%', '%%cd:~,%');

/** Backslashes before a quote, the closing one included, count for the C library: they are doubled. */
const quoteOperand = (operand: string): string =>
  PLAIN.test(operand) ? operand : `"${withoutVariables(operand.replace(/\\+(?="|$)/g, '$&$&').replaceAll('"', '""'))}"`;

/** Why no batch file could receive these operands; undefined when it can. */
export const obstacleOfOperands = (operands: readonly string[]): string | undefined => {
  const index = operands.findIndex((operand) => /[\r\n\0]/.test(operand));
  if (index < 0) return undefined;
  const what = operands[index]?.includes('\0') ? 'a zero byte' : 'a line break';
  return `operand ${index + 1} has ${what} in it, which a batch file cannot receive`;
};

/** The operands for cmd.exe, verbatim, that make it run a batch file with these operands. */
export const batchOperands = (file: string, operands: readonly string[]): readonly string[] => {
  const words = [`"${withoutVariables(file)}"`, ...operands.map(quoteOperand)];
  return [...SWITCHES, `"${words.join(' ')}"`];
};

/** Why cmd.exe would not take these operands; undefined when it does. */
export const obstacleOfLength = (operands: readonly string[]): string | undefined => {
  const { length } = ['cmd.exe', ...operands].join(' ');
  return length > LONGEST ? `its command line has ${length} characters; cmd.exe takes ${LONGEST}` : undefined;
};

/** cmd.exe reads what it is given as commands, whatever the C library would make of the quotes around it. */
export const isCmd = (program: string): boolean => /^cmd(?:\.exe)?$/i.test(path.basename(program));

/** The cmd.exe that runs batch files: %ComSpec%, but no other interpreter that may be named there, as its rules differ. */
export const batchInterpreter = (environment: Variables): string => {
  const named = variableOf(environment, 'ComSpec') ?? '';
  return path.isAbsolute(named) && isCmd(named) ? named : `${systemRoot(environment)}\\System32\\cmd.exe`;
};
