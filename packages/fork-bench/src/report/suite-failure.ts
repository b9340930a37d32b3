/** Why a suite came to no end. */
import { ExitCode, Failure } from '@proctools/core';
import type { SuiteOutcome } from '../suites/run-suite.ts';

export const suiteFailure = (
  suite: string,
  { node, reason, step }: Extract<SuiteOutcome, { type: 'failed' }>,
): Failure =>
  new Failure(
    ExitCode.failed,
    `${suite} under Node ${node.label} ended early${step === undefined ? '' : `, in "${step}"`}: ${reason}`,
    { hint: `what was found until then is above; the Node is ${node.file}` },
  );
