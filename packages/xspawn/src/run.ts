/** Which of its ways xspawn goes. Each is a file of its own, read when it is gone. */
import { usageFailure } from '@proctools/core';
import type { OneCall } from './one/run-one.ts';

interface Call extends OneCall {
  readonly options: OneCall['options'] & { readonly all: boolean; readonly each: boolean };
}

/** The exit code of an xspawn with options. */
export const run = async (call: Call): Promise<number> => {
  const { all, each } = call.options;
  if (all && each) throw usageFailure('--all and --each are two ways to run: give either');
  return (await import('./one/run-one.ts')).runOne(call);
};
