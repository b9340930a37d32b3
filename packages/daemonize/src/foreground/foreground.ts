/**
 * Looking after a daemon without detaching: what is called is the supervisor, stays, and ends as its command does. For those who watch
 * the process that they have started: containers, other supervisors, terminals.
 */
import {
  becomeInit,
  dieBy,
  isAlive,
  isInit,
  isSameProcess,
  ownIdentity,
  resolveOwner,
  sleep,
  writeErr,
  writeOut,
} from '@proctools/core';
import type { BegunCrew } from '../crew/run-crew.ts';
import { observe } from '../observe.ts';
import { reportStart } from '../report.ts';
import { reportAsked, reportHappening, reportNoInit } from '../report-foreground.ts';
import { alreadyRunning } from '../start/already-running.ts';
import { begin } from '../start/launch.ts';
import type { Launch } from '../start/launch-request.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Store } from '../store/home.ts';
import type { Exit } from '../store/record.ts';
import { readRecord } from '../store/records.ts';
import type { Charge } from '../supervisor/charge.ts';
import { chargeFor } from '../supervisor/charge-for.ts';
import { supervise } from '../supervisor/supervise.ts';
import type { Printing } from '../verbs/options.ts';
import { endOfStart, endOfSupervision } from '../verdict.ts';
import { MINDED, mindSignals } from './signals.ts';

const LOOK_MS = 5;

/**
 * Who stops the daemon from elsewhere may live in the container that ends with us: he is to say first how that went. He stays in the
 * record until there is another.
 */
const untilStopperHasGone = async (store: Store, name: string): Promise<void> => {
  const stopper = readRecord(store, name)?.worker;
  if (!stopper || isSameProcess(stopper, ownIdentity())) return;
  while (isAlive(stopper)) await sleep(LOOK_MS);
};

/** Ends this process as the command has ended; answers with the code when that was no signal. */
const endAs = async (exit: Exit): Promise<number> =>
  'code' in exit ? exit.code : dieBy(exit.signal as NodeJS.Signals);

/** A start that failed, or was not needed. */
const tellOutcome = (outcome: StartOutcome, { json, quiet }: Printing): void => {
  const status = json && outcome.type === 'already-running' && outcome.wanted ? observe(outcome.record) : undefined;
  const { stderr, stdout } = reportStart(outcome, status, quiet);
  writeOut(stdout);
  writeErr(stderr);
};

/** Becomes what the first process of a container has to be, and is started anew below it; where that cannot be, it is said. */
const becomeInitIfFirst = ({ source }: Launch, { quiet }: Printing): void => {
  if (!isInit()) return;
  const obstacle = becomeInit(MINDED, source.caller);
  if (!quiet) writeErr(reportNoInit(obstacle));
};

const beginOne = async (charge: Charge, silent: Store): Promise<BegunCrew> => {
  const { held, outcome } = await begin(silent, charge.request);
  return held ? { outcome, watch: await supervise(charge, held) } : { outcome };
};

/** Loaded only where there are several. */
const beginWorkers = async (charge: Charge): Promise<BegunCrew> => {
  const { settings } = charge.request;
  const there = alreadyRunning(charge.store, charge.request);
  if (there) return { outcome: there };
  const { openSocketsToKeep } = await import('../crew/sockets.ts');
  const { beginCrew } = await import('../crew/run-crew.ts');
  const { addresses: listen, descriptors: sockets } = await openSocketsToKeep(
    settings.crew?.listen ?? [],
    resolveOwner(settings),
  );
  return beginCrew(charge, { listen, sockets });
};

/** Starts a daemon and looks after it. Answers, with the code to exit with, when there is nothing left to be looked after. */
export const runInForeground = async (home: Store, asked: Launch, options: Printing): Promise<number> => {
  becomeInitIfFirst(asked, options);
  const request = asked.settings.crew ? (await import('../crew/with-cluster.ts')).withClusterIfNeeded(asked) : asked;
  const { name, settings } = request;
  const say = (text: string): void => (options.quiet ? undefined : writeErr(text));
  const store: Store = { ...home, hear: (_, event) => say(reportHappening(name, event, options)) };
  // Of the first start all that went wrong is told at its end.
  const silent: Store = { ...home, hear: (_, event) => event.type !== 'start-failed' && store.hear?.(name, event) };
  const signals = mindSignals(store, name, (asked) => say(reportAsked(name, asked, options)));
  const charge = await chargeFor(store, request, process.env.XDG_RUNTIME_DIR); // HUP is for the command as well
  const { outcome, watch } = settings.crew ? await beginWorkers({ ...charge, store }) : await beginOne(charge, silent);
  if (!watch) {
    tellOutcome(outcome, options);
    await untilStopperHasGone(store, name);
    return endAs(endOfStart(outcome));
  }
  signals.repeat();
  const parting = await watch.parting;
  await untilStopperHasGone(store, name);
  return endAs(endOfSupervision(parting, signals.asked(), settings.stopSignal));
};
