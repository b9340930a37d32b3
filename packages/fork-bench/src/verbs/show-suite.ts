import { ExitCode, failureText, writeErr, writeOut } from '@proctools/core';
import { suiteFailure } from '../report/suite-failure.ts';
import { suiteTable } from '../report/suite-table.ts';
import { viewOf } from '../report/view.ts';
import type { MeasuredSuite } from '../suites/measure-suite.ts';
import type { SuiteOptions } from './session.ts';

/** Prints what a suite found, and why it ended early if it did; answers with the exit code. */
export const showSuite = ({ outcome, result }: MeasuredSuite, options: SuiteOptions): number => {
  writeOut(options.json ? `${JSON.stringify(result)}\n` : suiteTable(result, viewOf(options)));
  if (outcome.type !== 'failed') return ExitCode.done;
  writeErr(failureText('fork-bench', suiteFailure(result.suite, outcome)));
  return ExitCode.failed;
};
