/** `COMMAND ::: a b ::: c d`: what is run, and the lists of inputs behind it. */
import { usageFailure } from '@proctools/core';
import type { Bytes } from '../bytes.ts';

/** Inputs that were typed, or a file of inputs (`-` is standard input). */
export type List =
  | { readonly type: 'words'; readonly words: readonly Bytes[] }
  | { readonly type: 'file'; readonly file: Bytes };

/** Lists that are read side by side: `::: a b :::+ 1 2` gives a 1 and b 2. */
export type Linked = readonly [List, ...List[]];

export interface Operands {
  readonly command: readonly Bytes[];
  readonly lists: readonly Linked[];
}

/** GNU parallel's separators: before words, before files, and before what is linked with the list before. */
const SEPARATOR = /^:::(:?)(\+?)$/;

const listsIn = (words: readonly Bytes[], areFiles: boolean): readonly List[] =>
  areFiles ? words.map((file) => ({ type: 'file', file })) : [{ type: 'words', words }];

const add = (lists: readonly Linked[], [separator = '', ...words]: readonly Bytes[]): readonly Linked[] => {
  const [, isFile, isLinked] = SEPARATOR.exec(separator) ?? [];
  const more = listsIn(words, isFile !== '');
  const last = lists.at(-1);
  if (!isLinked) return [...lists, ...more.map((list): Linked => [list])];
  if (!last) throw usageFailure(`${separator} without a list before it`, 'the first list begins with :::');
  return [...lists.slice(0, -1), [...last, ...more]];
};

/** Cuts the operands at their separators; the lists of `--arg-file` come first. */
export const readOperands = (operands: readonly Bytes[], argFiles: readonly Bytes[]): Operands => {
  const starts = operands.flatMap((word, index) => (SEPARATOR.test(word) ? [index] : []));
  const sections = starts.map((start, index) => operands.slice(start, starts[index + 1]));
  const command = operands.slice(0, starts[0]);
  if (command.length === 0) throw usageFailure('missing operand: COMMAND', 'the command stands before the first :::');
  const files = listsIn(argFiles, true).map((list): Linked => [list]);
  return { command, lists: sections.reduce(add, files) };
};
