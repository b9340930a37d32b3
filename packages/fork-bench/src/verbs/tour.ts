import { ExitCode, monotonicMs } from '@proctools/core';
import { measureSuite } from '../suites/measure-suite.ts';
import { tourMs, tourStops } from '../suites/plan-suite.ts';
import { openSession, type SuiteOptions, wishesOf } from './session.ts';
import { showSuite } from './show-suite.ts';

/** All suites that say what a process costs, briefly; each is shown as soon as it is done. One that fails keeps none from coming. */
export const runTour = async (options: SuiteOptions): Promise<number> => {
  const { finish, ...session } = await openSession(options);
  const end = monotonicMs() + (options.budget ?? tourMs() * session.nodes.length);
  let code: number = ExitCode.done;
  for (const { share, suite } of tourStops()) {
    if (session.signal.aborted) break;
    const budgetMs = Math.max((end - monotonicMs()) * share, 0);
    const wishes = { ...wishesOf(options), budgetMs, isBrief: true };
    code = Math.max(code, showSuite(await measureSuite({ ...session, suite, wishes }), options));
  }
  await finish();
  return code;
};
