import { type CommonValues, type Values, writeOut } from '@proctools/core';
import type { baselineOptions, outputOptions } from '../options.ts';
import { exportsToOutput, writeExports } from '../report/export/write-exports.ts';
import type { Result } from '../results.ts';

type PresentOptions = Values<typeof outputOptions & typeof baselineOptions> & CommonValues;

/** Shows results, in words or as JSON, and writes the exports; answers with the exit code. */
export const present = async (results: readonly Result[], options: PresentOptions): Promise<number> => {
  if (options.json) writeOut((await import('../report/document.ts')).formatDocuments(results));
  else if (!options.quiet && !exportsToOutput(options)) {
    const [{ textReport }, { viewOf }] = await Promise.all([
      import('../report/text-report.ts'),
      import('../report/view.ts'),
    ]);
    writeOut(textReport(results, viewOf(options)));
  }
  return writeExports(results, options);
};
