import { dieBy, writeErr, writeOut } from '@proctools/core';
import { planStart, type StartOptions } from '../plan.ts';
import { reportPlan, reportStart } from '../report.ts';
import { launch } from '../start/launch.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { openStore, type Store } from '../store/store.ts';
import { startVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';

/** The environment as it is; names and values that Node shows for the environment block. */
export const ownEnvironment = (): Readonly<Record<string, string>> => ({ ...process.env }) as Record<string, string>;

/** Starts, tells how it went, and dies by the signal that interrupted it. Shared with `restart`. */
export const launchAndTell = async (store: Store, request: Launch, options: Printing): Promise<number> => {
  const outcome: StartOutcome = await launch(store, request);
  const { stderr, stdout } = reportStart(outcome, options);
  if (stdout !== '') writeOut(stdout);
  if (stderr !== '') writeErr(stderr);
  if (outcome.type === 'interrupted') await dieBy(outcome.signal);
  return startVerdict(outcome);
};

export const start = async ({
  options,
  operands,
}: {
  readonly options: Printing<StartOptions & { readonly dryRun: boolean }>;
  readonly operands: readonly string[];
}): Promise<number> => {
  const { name, settings, source, ifNotRunning } = planStart(options, operands, {
    cwd: process.cwd(),
    environment: ownEnvironment(),
  });
  const store = openStore();
  if (options.dryRun) {
    writeOut(reportPlan(store, name, settings, options.json));
    return 0;
  }
  return launchAndTell(store, { name, settings, source, ifNotRunning, isRestart: false }, options);
};
