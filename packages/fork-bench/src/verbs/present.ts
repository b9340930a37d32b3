import { type CommonValues, type Values, writeOut } from '@proctools/core';
import type { outputOptions } from '../options.ts';
import { formatDocuments } from '../report/document.ts';
import { exportsToOutput, writeExports } from '../report/export/write-exports.ts';
import { textReport } from '../report/text-report.ts';
import { viewOf } from '../report/view.ts';
import type { Result } from '../results.ts';

/** Shows results and writes exports of them, as the options ask; answers with the exit code. */
export const present = async (
  results: readonly Result[],
  options: Values<typeof outputOptions> & CommonValues,
): Promise<number> => {
  if (options.json) writeOut(formatDocuments(results));
  else if (!options.quiet && !exportsToOutput(options)) writeOut(textReport(results, viewOf(options)));
  return writeExports(results, options);
};
