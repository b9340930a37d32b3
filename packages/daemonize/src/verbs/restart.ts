import { ExitCode, Failure, isFailure } from '@proctools/core';
import { holdersOf } from '../crew/holder.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import { prepare } from '../start/prepare.ts';
import { stopDaemon } from '../stop.ts';
import { assertRoom } from '../store/change.ts';
import { readEnvironmentSource } from '../store/environment-source.ts';
import { openStore, type Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { requireRecord } from '../store/records.ts';
import type { Printing } from './options.ts';
import { callersEnvironment, tellOutcome } from './start.ts';
import { targets } from './targets.ts';
import { launchWatched, watched } from './watched.ts';

type Options = Printing<{ readonly updateEnv: boolean; readonly all: boolean }>;

/** Its supervisor is the daemonize that somebody waits for: it cannot be another one. */
const assertDetached = ({ name, settings }: DaemonRecord): void => {
  if (!settings.foreground) return;
  throw new Failure(ExitCode.failed, `${name} runs in the foreground: only who started it there can start it again`, {
    hint: `daemonize stop ${name} ends it, and the daemonize that looks after it`,
  });
};

/** Workers share them, and somebody holds them for the next supervisor. */
const hasSockets = ({ crew, id }: DaemonRecord): boolean =>
  crew != null && crew.listen.length > 0 && holdersOf(id).length > 0;

/** Where whoever holds them has gone meanwhile, they are opened anew. */
const startOnSockets = async (
  store: Store,
  record: DaemonRecord,
  request: Launch,
  options: Options,
): Promise<StartOutcome> => {
  const { wake } = await import('../crew/wake.ts');
  try {
    return await wake(store, record, request, 'restart');
  } catch (error) {
    if (!isFailure(error) || holdersOf(record.id).length > 0) throw error;
    return launchWatched(store, request, options);
  }
};

/** What can be refused is refused first: nothing is stopped that could not be started again. */
const restartOne = async (store: Store, name: string, options: Options): Promise<StartOutcome> => {
  const record = requireRecord(store, name);
  const { settings } = record;
  const before = readEnvironmentSource(store, name);
  const source = options.updateEnv ? { ...before, caller: callersEnvironment() } : before;
  const request: Launch = { name, settings, source, ifNotRunning: false, by: 'restart', supervisor: null };
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  await assertRoom(store, name);
  const keepSockets = hasSockets(record);
  await watched(`${name} to end`, settings.stopTimeoutMs, options, () => stopDaemon(store, name, { keepSockets }));
  return keepSockets ? startOnSockets(store, record, request, options) : launchWatched(store, request, options);
};

/** One after the other, so that not everything is down at once; told at the end, as a reader that is gone would end us. */
export const restart = async ({
  options,
  operands,
}: {
  readonly options: Options;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const named = targets(store, 'restart', options.all, operands);
  const names = options.all ? named.filter((name) => !requireRecord(store, name).settings.foreground) : named;
  for (const name of names) assertDetached(requireRecord(store, name));
  const outcomes: StartOutcome[] = [];
  for (const name of names) {
    const outcome = await restartOne(store, name, options);
    outcomes.push(outcome);
    if (outcome.type === 'interrupted') break;
  }
  let worst = 0;
  for (const outcome of outcomes) worst = Math.max(worst, await tellOutcome(outcome, options));
  return worst;
};
