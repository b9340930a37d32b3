/** The life of a supervisor: takes the order, carries it out, tells how that went, and stays if it went well. */
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { closeInheritedDescriptors, isFailure } from '@proctools/core';
import type { BegunCrew } from '../crew/run-crew.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import type { Charge } from './charge.ts';
import { chargeFor } from './charge-for.ts';
import type { Held } from './run.ts';
import { supervise } from './supervise.ts';
import { takeOn, takeOver } from './take-over.ts';
import { CONNECTION, type Order, type Reply, readSaid, replyOf, type Started } from './talk.ts';

/** How it began, and what there is to look after when that went well. */
interface Beginning {
  readonly outcome: StartOutcome;
  readonly held?: Held;
}

/** All that the launcher says. One that is killed says no more, and its end is an end, too. */
const hear = async (launcher: Socket): Promise<ReturnType<typeof readSaid>> => {
  const chunks: Buffer[] = [];
  launcher.on('error', () => launcher.destroy()).on('data', (chunk) => chunks.push(chunk));
  await Promise.race([once(launcher, 'end'), once(launcher, 'close')]);
  return readSaid(Buffer.concat(chunks).toString());
};

/** A launcher that is gone needs no answer; what it wanted is done all the same. */
const tell = (launcher: Socket, reply: Reply): Promise<void> =>
  new Promise((resolve) => {
    launcher.once('error', () => resolve()).once('close', () => resolve());
    launcher.end(JSON.stringify(reply));
  });

/** A bug must not go unseen, and there is nobody to see standard error. */
const noteBugs = (store: Store, name: string): void => {
  process.on('uncaughtException', (error) => {
    note(store, name, { type: 'supervisor-failed', reason: error.stack ?? String(error) });
    process.exit(1);
  });
};

/** What there is to look after, if there is. */
const beginningWith = (held: Held | undefined, { request: { name } }: Charge): Beginning => {
  if (!held) return { outcome: { type: 'taken-over', name } };
  const { pid } = held.process.identity;
  return { held, outcome: { type: 'started', record: held.record, pid, readyAfterMs: null } };
};

const beginAs = async (by: Order['by'], charge: Charge, started: Started | undefined): Promise<Beginning> => {
  if (by === 'launcher') return beginningWith(await takeOn(charge, started), charge);
  if (by === 'resume') return beginningWith(await takeOver(charge), charge);
  return (await import('../start/launch.ts')).begin(charge.store, charge.request);
};

const lookAfterOne = async (by: Order['by'], charge: Charge, started: Started | undefined): Promise<BegunCrew> => {
  const { held, outcome } = await beginAs(by, charge, started);
  return held ? { outcome, watch: await supervise(charge, held) } : { outcome };
};

/** Loaded only where there are several. */
const lookAfterCrew = async (by: Order['by'], charge: Charge, listen: Order['listen'] = []): Promise<BegunCrew> => {
  const { beginCrew, resumeCrew } = await import('../crew/run-crew.ts');
  const shared = { listen, sockets: listen.map((_, index) => CONNECTION + 1 + index) };
  return by === 'resume' ? resumeCrew(charge, shared) : beginCrew(charge, shared);
};

/** For people who read ps(1): the name was not known when we were called. */
const nameOurselves = (home: string, name: string): void => {
  process.title = ['node', 'supervisor.cjs', home, name].join(' ');
};

/** The operand behind the state folder: where somebody waits for us who did not start us. */
const WHERE = 3;

const connectionTo = (where: string | undefined): Socket =>
  where === undefined
    ? new Socket({ fd: CONNECTION, allowHalfOpen: true })
    : connect({ path: where, allowHalfOpen: true });

/** Runs until nobody has to be supervised any more. */
export const runSupervisor = async (): Promise<void> => {
  closeInheritedDescriptors();
  const launcher = connectionTo(process.argv[WHERE]);
  const said = await hear(launcher);
  if (!said) process.exit();
  const { by, from, home, ifNotRunning, listen, name, runtimeFolder, settings, source } = said.order;
  const store = { home };
  noteBugs(store, name);
  nameOurselves(home, name);
  const what = { name, settings, source, from, ifNotRunning, supervisor: null };
  const charge = await chargeFor(store, { ...what, by: by === 'restart' ? by : 'start' }, runtimeFolder);
  try {
    const { outcome, watch } = settings.crew
      ? await lookAfterCrew(by, charge, listen)
      : await lookAfterOne(by, charge, said.started);
    await tell(launcher, { outcome });
    if (!watch) process.exit();
    await import('../start/launch.ts'); // not to load it when it is wanted at once
    await watch.parting;
  } catch (error) {
    if (!isFailure(error)) throw error;
    await tell(launcher, replyOf(error));
  }
  process.exit();
};
