/** What hyperfine writes with `--export-json`: times in seconds, in the order of the runs. */
import { readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import * as v from 'valibot';

const seconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const shape = v.object({
  results: v.pipe(
    v.array(
      v.object({
        command: v.string(),
        times: v.pipe(v.array(seconds), v.minLength(1)),
        mean: v.optional(seconds),
        stddev: v.nullish(seconds),
        parameters: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
    v.minLength(1),
  ),
});

/** One command of the file; `times` are its runs one after the other, in milliseconds. */
export interface ImportedCommand {
  readonly name: string;
  readonly times: readonly number[];
}

const failure = (file: string, what: string, hint: string | undefined, cause?: unknown): Failure =>
  new Failure(ExitCode.failed, `${file} ${what}`, { hint, cause });

const HINT = 'hyperfine --export-json FILE writes what can be read, and so does fork-bench --export-json FILE';

const parse = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw failure(file, 'is not JSON', HINT);
  }
};

/** `results.0.times: Invalid length: Expected >=1 but received 0` */
const firstIssue = ([issue]: readonly v.BaseIssue<unknown>[]): string => {
  const where = issue && v.getDotPath(issue);
  return `${where ? `${where}: ` : ''}${issue?.message ?? ''}`;
};

/** Takes a text apart; a Failure that names the place where it is not what hyperfine writes. */
export const readHyperfine = (text: string, file: string): readonly ImportedCommand[] => {
  const read = v.safeParse(shape, parse(file, text));
  if (!read.success) throw failure(file, `is not what hyperfine writes: ${firstIssue(read.issues)}`, HINT);
  const { results } = read.output;
  const empty = results.find(({ times }) => times.some((time) => time === 0));
  if (empty) throw failure(file, `has a run that took no time at all: ${empty.command}`, 'a ratio needs times above 0');
  return results.map(({ command, times }) => ({ name: command, times: times.map((time) => time * 1_000) }));
};

/** Reads the file; a Failure when it cannot be read. */
export const readHyperfineFile = (file: string): readonly ImportedCommand[] => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw failure(file, 'cannot be read', undefined, error);
  }
  return readHyperfine(text, file);
};
