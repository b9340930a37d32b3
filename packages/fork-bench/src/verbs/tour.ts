import { monotonicMs } from '@proctools/core';
import { measureSuite } from '../suites/measure-suite.ts';
import { tourMs, tourStops } from '../suites/plan-suite.ts';
import { openSession, type SuiteOptions, wishesOf } from './session.ts';
import { openShow } from './show-suite.ts';

/** All suites that say what a process costs, briefly. One that fails keeps none from coming; answers with the exit code. */
export const runTour = async (options: SuiteOptions): Promise<number> => {
  const session = await openSession(options);
  const show = openShow(options);
  const end = monotonicMs() + (options.budget ?? tourMs() * session.nodes.length);
  for (const { share, suite } of tourStops()) {
    if (session.signal.aborted) break;
    const budgetMs = Math.max((end - monotonicMs()) * share, 0);
    show.suite(await measureSuite({ ...session, suite, wishes: { ...wishesOf(options), budgetMs, isBrief: true } }));
  }
  const code = await show.end();
  await session.finish();
  return code;
};
