import { bootId, writeErr, writeOut } from '@proctools/core';
import { currentState, observe } from '../observe.ts';
import { reportResumed } from '../report.ts';
import { launchEither } from '../start/launch-either.ts';
import { engage } from '../start/launch-supervised.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { State } from '../state.ts';
import { readEnvironmentSource } from '../store/environment-source.ts';
import { daemonNames, openStore, type Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';
import { hasRecord, requireRecord } from '../store/records.ts';
import { startVerdict } from '../verdict.ts';
import { forEachName } from './each-name.ts';
import type { Printing } from './options.ts';

/** What was done about a daemon. */
export type Resumed =
  | { readonly type: 'taken-over' | 'started'; readonly outcome: StartOutcome }
  /** Nothing: it is looked after, or is not to run. */
  | { readonly type: 'fine'; readonly state: State };

/**
 * Nobody has told it to end, and nobody saw it end: its supervisor, or the machine, went away before. What ran in the foreground is
 * started again by whoever did so before: an init system, or what runs containers.
 */
const isToBeStarted = ({ main, phase, settings }: DaemonRecord, state: State): boolean =>
  !settings.foreground &&
  state === 'exited' &&
  phase !== 'exited' &&
  (settings.supervision != null || main?.boot !== bootId());

/** Gives it a supervisor, or starts it, where that is what it lacks. */
export const resumeOne = async (store: Store, name: string): Promise<Resumed> => {
  const record = requireRecord(store, name);
  const settings = { ...record.settings, foreground: false }; // we do not stay
  const state = currentState(record);
  const request = () => ({ name, settings, source: readEnvironmentSource(store, name), ifNotRunning: true });
  if (state === 'unsupervised') {
    const outcome = record.crew?.listen.length
      ? await (await import('../crew/wake.ts')).wake(store, record, request(), 'resume')
      : await engage({ home: store.home, ...request(), by: 'resume' });
    // It has ended meanwhile, or another resume was quicker.
    return outcome.type === 'taken-over' ? resumeOne(store, name) : { type: 'taken-over', outcome };
  }
  if (!isToBeStarted(record, state)) return { type: 'fine', state };
  return { type: 'started', outcome: await launchEither(store, { ...request(), by: 'restart', supervisor: null }) };
};

/** Takes over what lost its supervisor, and starts again what ran when the machine went down. */
export const resume = async ({
  options,
  operands,
}: {
  readonly options: Printing;
  readonly operands: readonly string[];
}): Promise<number> => {
  const store = openStore();
  const names = operands.length > 0 ? operands : daemonNames(store).filter((name) => hasRecord(store, name));
  const { code, outcomes } = await forEachName(
    names,
    async (name) => ({
      name,
      resumed: await resumeOne(store, name),
    }),
    options,
  );
  if (names.length === 0 && !options.quiet && !options.json) writeOut('there are no daemons\n');
  let worst = code;
  for (const { name, resumed } of outcomes) {
    const { stderr, stdout } = reportResumed(name, resumed, options.quiet);
    if (!options.json) writeOut(stdout);
    writeErr(stderr);
    if (resumed.type !== 'fine') worst = Math.max(worst, startVerdict(resumed.outcome));
  }
  if (options.json) writeOut(`${JSON.stringify(outcomes.map(({ name }) => observe(requireRecord(store, name))))}\n`);
  return worst;
};
