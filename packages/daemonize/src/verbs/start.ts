import { dieBy, writeErr, writeOut } from '@proctools/core';
import { observe } from '../observe.ts';
import { planStart, type StartOptions } from '../plan.ts';
import { reportPlan, reportStart } from '../report.ts';
import { reportStatus } from '../report-status.ts';
import { launch } from '../start/launch.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { openStore, type Store } from '../store/store.ts';
import { startVerdict } from '../verdict.ts';
import type { Printing } from './options.ts';

/** The environment as it is; names and values that Node shows for the environment block. */
export const ownEnvironment = (): Readonly<Record<string, string>> => ({ ...process.env }) as Record<string, string>;

/** Tells how a start went, and dies by the signal that interrupted it. */
export const tellOutcome = async (outcome: StartOutcome, options: Printing): Promise<number> => {
  const isUp = outcome.type === 'started' || (outcome.type === 'already-running' && outcome.wanted);
  const status = options.json && isUp ? observe(outcome.record, Date.now()) : undefined;
  const { stderr, stdout } = reportStart(outcome, status, options.quiet);
  if (stdout !== '') writeOut(stdout);
  if (stderr !== '') writeErr(stderr);
  if (options.verbose && isUp && !options.json) writeErr(reportStatus(observe(outcome.record, Date.now()), options));
  if (outcome.type === 'interrupted') await dieBy(outcome.signal);
  return startVerdict(outcome);
};

/** Starts and tells how it went. Shared with `restart`. */
export const launchAndTell = async (store: Store, request: Launch, options: Printing): Promise<number> =>
  tellOutcome(await launch(store, request), options);

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
