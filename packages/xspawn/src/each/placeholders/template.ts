import { usageFailure } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';
import type { JobCommand } from '../job.ts';
import { assertPosixShell, compileLine, setOperands } from './line.ts';
import type { Filling, Placeholder } from './placeholder.ts';
import { compileWords, type Words } from './words.ts';

/** What is run for each job, read once. */
export interface Template {
  readonly expand: (filling: Filling) => JobCommand;
  /** The command depends on the slot, and so is not the same in each run. */
  readonly namesSlot: boolean;
  /** The program or the shell that all jobs execute; undefined when it is not the same for all. */
  readonly program: Bytes | undefined;
}

const ALL_INPUTS: Bytes = '{}';

const assertReachable = (placeholders: readonly Placeholder[], inputsPerJob: number): void => {
  for (const placeholder of placeholders) {
    if (placeholder.type !== 'input' || Math.abs(placeholder.position ?? 0) <= inputsPerJob) continue;
    const count = inputsPerJob === 1 ? '1 input' : `${inputsPerJob} inputs`;
    throw usageFailure(
      `${placeholder.text} in the command: a job has only ${count}`,
      'give more lists of inputs with :::, or more inputs for each job with -n',
    );
  }
};

const compileProgram = (words: readonly Bytes[]): Pick<Template, 'expand'> & Pick<Words, 'placeholders'> => {
  const given = compileWords(words);
  const { placeholders, expand } = given.placeholders.length > 0 ? given : compileWords([...words, ALL_INPUTS]);
  return {
    placeholders,
    expand: (filling) => {
      const [program = '', ...operands] = expand(filling);
      return { type: 'argv', argv: [program, ...operands] };
    },
  };
};

/** Behind an operator or a newline it would be a command. */
const appendTo = (line: Bytes): Bytes => {
  if (!/[;&|(\n]\s*$/.test(line)) return `${line} ${ALL_INPUTS}`;
  throw usageFailure('--shell: write {} where the input belongs', 'at the end of this line it would be a command');
};

const compileShellLine = (shell: string, [line = '', ...operands]: readonly Bytes[]) => {
  const given = { line: compileLine(line), operands: compileWords(operands) };
  const isPlaced = given.line.placeholders.length + given.operands.placeholders.length > 0;
  const inLine = isPlaced || operands.length > 0 ? given.line : compileLine(appendTo(line));
  const inOperands = isPlaced || operands.length === 0 ? given.operands : compileWords([...operands, ALL_INPUTS]);
  const expand = (filling: Filling): JobCommand => {
    const prefix = operands.length === 0 ? '' : setOperands(inOperands.expand(filling));
    return { type: 'line', shell, line: prefix + inLine.expand(filling) };
  };
  return { placeholders: [...inLine.placeholders, ...inOperands.placeholders], expand };
};

/**
 * Reads the command that is run for each job: a program with its operands, or, with a shell, a line for it with its
 * operands $1, $2, … Without a placeholder the inputs are appended. A usage Failure when a placeholder asks for more
 * inputs than a job has, or stands where nothing can be quoted.
 */
export const compileTemplate = (
  words: readonly Bytes[],
  { shell, inputsPerJob }: { readonly shell: string | undefined; readonly inputsPerJob: number },
): Template => {
  if (shell !== undefined) assertPosixShell(shell);
  const { placeholders, expand } = shell === undefined ? compileProgram(words) : compileShellLine(shell, words);
  assertReachable(placeholders, inputsPerJob);
  const isSame = shell !== undefined || compileWords(words.slice(0, 1)).placeholders.length === 0;
  return {
    expand,
    namesSlot: placeholders.some(({ type }) => type === 'slot'),
    program: isSame ? (shell ?? words[0]) : undefined,
  };
};
