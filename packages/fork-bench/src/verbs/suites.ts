import { measureSuite } from '../suites/measure-suite.ts';
import type { SuiteName } from '../suites/protocol.ts';
import { openSession, type SuiteOptions, wishesOf } from './session.ts';
import { openShow } from './show-suite.ts';

/** Runs suites one after the other and shows what each found; answers with the exit code. */
export const runSuites = async (names: readonly SuiteName[], options: SuiteOptions): Promise<number> => {
  const session = await openSession(options);
  const show = openShow(options);
  for (const suite of names) {
    if (session.signal.aborted) break;
    show.suite(await measureSuite({ ...session, suite, wishes: wishesOf(options) }));
  }
  const code = await show.end();
  await session.finish();
  return code;
};
