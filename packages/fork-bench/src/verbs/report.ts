import { readFileSync } from 'node:fs';
import { type CommonValues, ExitCode, Failure, type Values, writeOut } from '@proctools/core';
import type { outputOptions } from '../options.ts';
import { formatDocuments } from '../report/document.ts';
import { exportsToOutput, writeExports } from '../report/export/write-exports.ts';
import { readResults } from '../report/read-results.ts';
import { textReport } from '../report/text-report.ts';
import { viewOf } from '../report/view.ts';
import type { Result } from '../results.ts';

export interface ReportCall {
  readonly operands: readonly string[];
  readonly options: Values<typeof outputOptions> & CommonValues;
}

const STDIN = 0;

const textOf = (file: string): string => {
  try {
    return readFileSync(file === '-' ? STDIN : file, 'utf8');
  } catch (cause) {
    throw new Failure(ExitCode.failed, `cannot read ${file === '-' ? 'standard input' : file}`, { cause });
  }
};

const resultsOf = (file: string): readonly Result[] =>
  readResults(textOf(file), file === '-' ? 'standard input' : file);

/** Shows results that were kept, and writes exports of them; all files are read before anything is written. */
export const report = async ({ operands, options }: ReportCall): Promise<number> => {
  const results = operands.flatMap(resultsOf);
  if (options.json) writeOut(formatDocuments(results));
  else if (!options.quiet && !exportsToOutput(options)) writeOut(textReport(results, viewOf(options)));
  return writeExports(results, options);
};
