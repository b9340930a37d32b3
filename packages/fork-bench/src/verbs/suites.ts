import {
  askedToEnd,
  type CommonValues,
  dieBy,
  ExitCode,
  failureText,
  readingWidth,
  styleFor,
  type Values,
  writeErr,
  writeOut,
} from '@proctools/core';
import type { baselineOptions, outputOptions, suiteOptions, surroundingsOptions } from '../options.ts';
import { suiteFailure } from '../report/suite-failure.ts';
import { suiteTable } from '../report/suite-table.ts';
import { measuredEnvironment } from '../suites/environment.ts';
import { type MeasuredSuite, measureSuite } from '../suites/measure-suite.ts';
import { findNodes } from '../suites/nodes.ts';
import type { SuiteName } from '../suites/protocol.ts';

export type SuiteOptions = Values<
  typeof suiteOptions & typeof surroundingsOptions & typeof outputOptions & typeof baselineOptions
> &
  CommonValues;

/** Prints what a suite found, and why it ended early if it did; answers with the exit code. */
export const showSuite = ({ outcome, result }: MeasuredSuite, { json, noColor }: SuiteOptions): number => {
  if (json) writeOut(`${JSON.stringify(result)}\n`);
  else writeOut(suiteTable(result, styleFor(1, noColor), readingWidth(1)));
  if (outcome.type !== 'failed') return ExitCode.done;
  writeErr(failureText('fork-bench', suiteFailure(result.suite, outcome)));
  return ExitCode.failed;
};

/** Aborts when somebody asks us to end; `finish` then dies by that signal, else gives the signals back. */
export const endable = () => {
  const abort = new AbortController();
  const asked = askedToEnd();
  let by: NodeJS.Signals | undefined;
  void asked.signal.then((signal) => {
    by = signal;
    abort.abort();
  });
  return {
    signal: abort.signal,
    finish: async (): Promise<void> => {
      asked.release();
      if (by !== undefined) await dieBy(by);
    },
  };
};

/** Runs suites one after the other and shows what each found; answers with the exit code. */
export const runSuites = async (names: readonly SuiteName[], options: SuiteOptions): Promise<number> => {
  const { budget: budgetMs, keepEnvironment, node, pin, quiet: isQuiet, timeout: timeoutMs, workers } = options;
  const environment = measuredEnvironment(process.env, keepEnvironment);
  const nodes = await findNodes(node, environment);
  const { finish, signal } = endable();
  const wishes = { budgetMs, pin, timeoutMs, workers, isBrief: false };
  let code: number = ExitCode.done;
  for (const suite of names) {
    if (signal.aborted) break;
    const measured = await measureSuite({ suite, wishes, nodes, environment, signal, isQuiet });
    code = Math.max(code, showSuite(measured, options));
  }
  await finish();
  return code;
};
