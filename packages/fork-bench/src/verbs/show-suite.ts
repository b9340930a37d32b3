import { ExitCode, failureText, readingWidth, styleFor, writeErr, writeOut } from '@proctools/core';
import { suiteFailure } from '../report/suite-failure.ts';
import { suiteTable } from '../report/suite-table.ts';
import type { MeasuredSuite } from '../suites/measure-suite.ts';
import type { SuiteOptions } from './session.ts';

/** Prints what a suite found, and why it ended early if it did; answers with the exit code. */
export const showSuite = ({ outcome, result }: MeasuredSuite, { json, noColor }: SuiteOptions): number => {
  writeOut(json ? `${JSON.stringify(result)}\n` : suiteTable(result, styleFor(1, noColor), readingWidth(1)));
  if (outcome.type !== 'failed') return ExitCode.done;
  writeErr(failureText('fork-bench', suiteFailure(result.suite, outcome)));
  return ExitCode.failed;
};
