/**
 * Where the placeholders of a shell line stand: in quotes or not. What takes their place is quoted accordingly, so
 * this must never be wrong. It knows what all POSIX shells read alike, and gives up where it is not sure.
 * Shell Command Language, POSIX.1-2017, 2.2 and 2.6
 */
import type { Bytes } from '../../bytes.ts';
import { type Cutter, cutterOf, type Place } from './cutter.ts';

/** What encloses the point where we are, from the outside in: `$(…)`, or double quotes; in the end the line itself. */
type Frame = { readonly type: 'commands'; parentheses: number } | { readonly type: 'double' };

interface Reading {
  readonly line: Bytes;
  readonly cutter: Cutter;
  readonly frames: Frame[];
}

/** `$x`, `$?`, and `${x%.gz}` as long as nothing in it is quoted or expanded. */
const PARAMETER = /\$(?:\w+|[@*#?$!-]|\{[#!]?[\w@*#?$!-]*(?:[:%#+=?/,^@-][^'"`\\$}{]*)?\})/y;
const ARITHMETIC = /\$\(\((?:[^'"`\\{}<#$()]|\$\w+|\{[#%]\})*\)\)/y;
/** Backquotes, here-documents, and what bash, zsh or ksh read in another way than dash. */
const UNSURE = /`|<<|\(\(|\$['[{]|\$\(\(/y;
const UNSURE_IN_DOUBLE = /`|\$\{|\$\(\(/y;
/** A pattern of `case` ends with a parenthesis that nothing opened; not all shells read comments in `$(…)` alike. */
const UNSURE_IN_SUBSTITUTION = /case[ \t\n]|#/y;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const isWordStart = (line: Bytes, at: number): boolean => ' \t\n;&|()<>'.includes(line[at - 1] ?? ' ');

const isUnsure = ({ line, cutter, frames }: Reading, frame: Frame): boolean => {
  const at = cutter.at();
  if (frame.type === 'double') return matchAt(UNSURE_IN_DOUBLE, line, at) !== undefined;
  if (matchAt(UNSURE, line, at) !== undefined) return true;
  return frames.length > 1 && isWordStart(line, at) && matchAt(UNSURE_IN_SUBSTITUTION, line, at) !== undefined;
};

const readSingleQuotes = ({ line, cutter }: Reading): void => {
  cutter.text(1);
  while (cutter.at() < line.length && line[cutter.at()] !== "'") cutter.one('single');
  cutter.text(1);
};

const readInDouble = ({ line, cutter, frames }: Reading): void => {
  const character = line[cutter.at()];
  if (character === '"') frames.pop();
  if (character === '\\') cutter.text(2);
  else cutter.one('double');
};

const readParenthesis = ({ line, cutter, frames }: Reading, frame: { parentheses: number }): void => {
  if (line[cutter.at()] === '(') frame.parentheses += 1;
  else if (frame.parentheses > 0) frame.parentheses -= 1;
  else if (frames.length > 1) frames.pop();
  cutter.text(1);
};

const readInCommands = (reading: Reading, frame: { parentheses: number }): void => {
  const { line, cutter, frames } = reading;
  const at = cutter.at();
  const character = line[at] ?? '';
  if (character === '\\') cutter.text(2);
  else if (character === "'") readSingleQuotes(reading);
  else if ('()'.includes(character)) readParenthesis(reading, frame);
  else if (character === '#' && isWordStart(line, at)) cutter.unsure(`${line}\n`.indexOf('\n', at));
  else {
    if (character === '"') frames.push({ type: 'double' });
    cutter.one('none');
  }
};

const readNext = (reading: Reading, frame: Frame): void => {
  const { line, cutter, frames } = reading;
  const at = cutter.at();
  const expansion = matchAt(ARITHMETIC, line, at) ?? matchAt(PARAMETER, line, at);
  if (expansion !== undefined) cutter.unsure(at + expansion.length);
  else if (isUnsure(reading, frame)) cutter.unsure(line.length);
  else if (line.startsWith('$(', at)) {
    cutter.text(2);
    frames.push({ type: 'commands', parentheses: 0 });
  } else if (frame.type === 'double') readInDouble(reading);
  else readInCommands(reading, frame);
};

/** The line cut at its placeholders. A brace behind `$` or a backslash begins none. */
export const readShellLine = (line: Bytes): readonly (Bytes | Place)[] => {
  const reading: Reading = { line, cutter: cutterOf(line), frames: [{ type: 'commands', parentheses: 0 }] };
  for (let frame = reading.frames.at(-1); reading.cutter.at() < line.length && frame; frame = reading.frames.at(-1)) {
    readNext(reading, frame);
  }
  return reading.cutter.parts();
};
