/** Node hands on text alone, in UTF-8. Other bytes are spelled out for a shell, which then becomes the program. */
import type { CommandLine } from '@proctools/core';
import { type Bytes, textOf } from '../../../bytes.ts';

const octal = (character: string): string => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;

const spell = (bytes: Bytes): string => bytes.replace(/./gs, octal);

/** `$(…)` takes newlines away from the end: an `x` stands behind them. printf(1) */
const append = (word: Bytes): string =>
  `proctools_word=$(printf '${spell(word)}x'); set -- "$@" "\${proctools_word%x}"`;

const spelledOut = (words: readonly Bytes[]): CommandLine => [
  'sh',
  '-c',
  [...words.map(append), 'unset proctools_word', 'exec "$@"'].join('\n'),
];

/** A command line of text for one of bytes. */
export const commandLineFor = (words: readonly [Bytes, ...Bytes[]]): CommandLine => {
  const [name, ...operands] = words.map(textOf);
  const isText = name !== undefined && operands.every((operand) => operand !== undefined);
  return isText ? [name, ...operands] : spelledOut(words);
};
