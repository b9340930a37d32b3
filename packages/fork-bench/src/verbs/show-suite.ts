import { ExitCode, failureText, writeErr, writeOut } from '@proctools/core';
import { toDocument } from '../report/document.ts';
import { exportsToOutput, writeExports } from '../report/export/write-exports.ts';
import { suiteFailure } from '../report/suite-failure.ts';
import { suiteTable } from '../report/suite-table.ts';
import { machineText } from '../report/surroundings.ts';
import { spelled, viewOf } from '../report/view.ts';
import type { SuiteResult } from '../results.ts';
import type { MeasuredSuite } from '../suites/measure-suite.ts';
import type { SuiteOptions } from './session.ts';

/** Shows suites one by one, as soon as each is done. */
export interface Show {
  /** Prints what a suite found, and why it ended early if it did. */
  readonly suite: (measured: MeasuredSuite) => void;
  /** Writes the exports of all; answers with the exit code. */
  readonly end: () => Promise<number>;
}

/** What was said of another suite already is not said again. */
const withFreshNotes = (result: SuiteResult, before: readonly SuiteResult[]): SuiteResult => {
  const said = new Set(before.flatMap(({ notes }) => notes));
  return { ...result, notes: result.notes.filter((note) => !said.has(note)) };
};

/** A line of JSON for each, or a table; the machine stands above the first one. */
export const openShow = (options: SuiteOptions): Show => {
  const view = viewOf(options);
  const results: SuiteResult[] = [];
  let code: number = ExitCode.done;
  const print = (result: SuiteResult): void => {
    const above = results.length > 0 ? '' : `${view.style.dim(spelled(machineText(result.machine), view))}\n`;
    if (options.json) writeOut(`${JSON.stringify(toDocument(result))}\n`);
    else if (!options.quiet && !exportsToOutput(options))
      writeOut(`${above}\n${suiteTable(withFreshNotes(result, results), view)}`);
  };
  return {
    suite: ({ outcome, result }) => {
      print(result);
      results.push(result);
      if (outcome.type !== 'failed') return;
      code = ExitCode.failed;
      writeErr(failureText('fork-bench', suiteFailure(result.suite, outcome)));
    },
    end: async () => Math.max(code, await writeExports(results, options)),
  };
};
