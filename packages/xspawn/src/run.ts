/** Which of its ways xspawn goes. Each is a file of its own, read when it is gone. */
import { usageFailure } from '@proctools/core';
import type { AllCall } from './all/run-all.ts';
import { assertForOne } from './belonging.ts';
import type { EachCall } from './each/run-each.ts';
import type { OneCall } from './one/run-one.ts';

interface Call extends OneCall {
  readonly options: OneCall['options'] &
    AllCall['options'] &
    EachCall['options'] & { readonly all: boolean; readonly each: boolean };
}

/** The exit code of an xspawn with options. */
export const run = async (call: Call): Promise<number> => {
  const { all, each } = call.options;
  if (all && each) throw usageFailure('--all and --each are two ways to run: give either');
  if (all) return (await import('./all/run-all.ts')).runAll(call);
  if (each) return (await import('./each/run-each.ts')).runEach(call);
  assertForOne(call.options);
  return (await import('./one/run-one.ts')).runOne(call);
};
