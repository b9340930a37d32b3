import { ExitCode } from '@proctools/core';
import { measureSuite } from '../suites/measure-suite.ts';
import type { SuiteName } from '../suites/protocol.ts';
import { openSession, type SuiteOptions, wishesOf } from './session.ts';
import { showSuite } from './show-suite.ts';

/** Runs suites one after the other and shows what each found; answers with the exit code. */
export const runSuites = async (names: readonly SuiteName[], options: SuiteOptions): Promise<number> => {
  const { finish, ...session } = await openSession(options);
  const wishes = wishesOf(options);
  let code: number = ExitCode.done;
  for (const suite of names) {
    if (session.signal.aborted) break;
    code = Math.max(code, showSuite(await measureSuite({ ...session, suite, wishes }), options));
  }
  await finish();
  return code;
};
