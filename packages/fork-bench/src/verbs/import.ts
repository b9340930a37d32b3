import { ExitCode, readingWidth, styleFor, writeOut } from '@proctools/core';
import { USUAL_BANDS } from '../compare/comparisons.ts';
import { judgeSequence } from '../import/judge-sequence.ts';
import { importText } from '../import/report-import.ts';
import { readSequenceFile } from '../import/sequence.ts';

interface ImportCall {
  readonly options: { readonly json: boolean; readonly band: number | undefined; readonly noColor: boolean };
  readonly operands: readonly string[];
}

/** Judges what hyperfine has measured. What it finds is no failure: the code is 0. */
export const importFile = async ({ operands: [file = ''], options }: ImportCall): Promise<number> => {
  const judged = judgeSequence(readSequenceFile(file), options.band ?? USUAL_BANDS.wall);
  writeOut(
    options.json ? `${JSON.stringify(judged)}\n` : importText(judged, styleFor(1, options.noColor), readingWidth(1)),
  );
  return ExitCode.done;
};
