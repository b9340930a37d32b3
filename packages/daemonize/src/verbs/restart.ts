import type { Launch } from '../start/launch-request.ts';
import { prepare } from '../start/prepare.ts';
import { stopDaemon } from '../stop.ts';
import { openStore, readEnvironmentSource, requireRecord, type Store } from '../store/store.ts';
import type { Printing } from './options.ts';
import { launchAndTell, ownEnvironment, tellOutcome } from './start.ts';

type Options = Printing<{ readonly updateEnv: boolean }>;

/** What can be refused is refused first: nothing is stopped that could not be started again. */
const restartOne = async (store: Store, name: string, options: Options): Promise<number> => {
  const { settings } = requireRecord(store, name);
  const source = options.updateEnv
    ? { caller: ownEnvironment(), assignments: readEnvironmentSource(store, name).assignments }
    : readEnvironmentSource(store, name);
  const request: Launch = { name, settings, source, ifNotRunning: false, isRestart: true };
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return tellOutcome(prepared, options);
  await stopDaemon(store, name);
  return launchAndTell(store, request, options);
};

export const restart = async ({
  options,
  operands,
}: {
  readonly options: Options;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  for (const name of operands) requireRecord(store, name);
  let worst = 0;
  for (const name of operands) worst = Math.max(worst, await restartOne(store, name, options));
  return worst;
};
