/** Commands that were measured one after the other, from a file of hyperfine's. */
import { readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { readResults } from '../report/read-results.ts';
import type { CommandsResult } from '../results.ts';

/** One command of the file; `times` are its runs one after the other, in milliseconds. */
export interface SequenceCommand {
  readonly name: string;
  readonly times: readonly number[];
}

const failed = (message: string, hint?: string, cause?: unknown): Failure =>
  new Failure(ExitCode.failed, message, { hint, cause });

/** hyperfine does not say with what it measures. */
const isHyperfines = ({ results }: CommandsResult): boolean => results.every(({ way }) => way === '');

const commandsOf = (result: CommandsResult, file: string): readonly SequenceCommand[] =>
  result.results.map(({ name, samples }) => {
    const times = samples.map(({ wallMs }) => wallMs);
    if (times.every((time) => time > 0)) return { name, times };
    throw failed(`${file}: a run of ${name} took no time at all`, 'a ratio needs times above 0');
  });

/** Takes a text apart; a Failure (code 1) names the place where it is not what hyperfine writes. */
const readSequence = (text: string, file: string): readonly SequenceCommand[] =>
  readResults(text, file).flatMap((result) => {
    if (result.type === 'commands' && isHyperfines(result)) return commandsOf(result, file);
    throw failed(
      `${file} was not measured by hyperfine, but by fork-bench`,
      `its own verdicts are in it: fork-bench report ${file}`,
    );
  });

/** Reads the file; a Failure when it cannot be read. */
export const readSequenceFile = (file: string): readonly SequenceCommand[] => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw failed(`cannot read ${file}`, undefined, error);
  }
  return readSequence(text, file);
};
