/** `A a ::: B b`: the operands of --all as commands. */
import { type CommandLine, usageFailure } from '@proctools/core';

const SEPARATOR = ':::';

const isCommand = (words: readonly string[]): words is CommandLine => words[0] !== undefined && words[0] !== '';

/** The commands between `:::`; a usage Failure when one of them is empty. */
export const splitCommands = (operands: readonly string[]): readonly CommandLine[] => {
  const commands: string[][] = [[]];
  for (const word of operands) {
    if (word === SEPARATOR) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.map((words, index) => {
    if (isCommand(words)) return words;
    throw usageFailure(
      `--all: command ${index + 1} of ${commands.length} is empty`,
      `there is one before, between and after each ${SEPARATOR}`,
    );
  });
};
