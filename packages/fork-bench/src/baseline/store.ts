/** Baselines are written and read here; what is in them is what `--export-json` writes. */
import { readFileSync } from 'node:fs';
import { ExitCode, ensurePrivateFolder, errorCode, Failure, isFailure, nearest, replaceFile } from '@proctools/core';
import { formatDocuments } from '../report/document.ts';
import { readResults } from '../report/read-results.ts';
import type { CommandsResult, Result, SuiteResult } from '../results.ts';
import { baselineFile, baselineFolder, baselineNames } from './folder.ts';

/** What can be compared with later results. */
export type Comparable = CommandsResult | SuiteResult;

export interface Baseline {
  readonly name: string;
  readonly results: readonly Comparable[];
}

const isComparable = (result: Result): result is Comparable => result.type !== 'claims';

const MOST_NAMES = 10;

/** The one that was probably meant, else all there are. */
const whatThereIs = (asked: string, names: readonly string[]): string => {
  if (names.length === 0) return '--save NAME keeps the results of this run';
  const meant = nearest(asked, names);
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const list = `there are: ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
  return meant === undefined ? list : `did you mean ${meant}? ${list}`;
};

const textOf = (folder: string, name: string): string => {
  const names = baselineNames(folder);
  try {
    return readFileSync(baselineFile(folder, name), 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      throw new Failure(ExitCode.failed, `cannot read the baseline ${name}`, { cause: error });
    throw new Failure(ExitCode.failed, `there is no baseline ${name}`, { hint: whatThereIs(name, names) });
  }
};

/**
 * Reads a baseline; a Failure (code 1) with the names that there are when it is missing, and with what to do when it is
 * damaged.
 */
export const readBaseline = (name: string, folder = baselineFolder()): Baseline => {
  const text = textOf(folder, name);
  try {
    return { name, results: readResults(text, baselineFile(folder, name)).filter(isComparable) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(ExitCode.failed, `the baseline ${name} is damaged: ${error.message}`, {
      hint: `--save ${name} puts the results of this run in its place`,
    });
  }
};

/** Keeps results under a name, in the place of what was there; a Failure when they cannot be written. */
export const saveBaseline = (name: string, results: readonly Comparable[], folder = baselineFolder()): void => {
  ensurePrivateFolder(folder);
  try {
    replaceFile(baselineFile(folder, name), formatDocuments(results));
  } catch (error) {
    throw new Failure(ExitCode.failed, `cannot keep the results as ${name} in ${folder}`, { cause: error });
  }
};
