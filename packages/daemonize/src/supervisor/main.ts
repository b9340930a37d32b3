/** The life of a supervisor: takes the order, carries it out, tells how that went, and stays if it went well. */
import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { isFailure } from '@proctools/core';
import type { BegunCrew } from '../crew/run-crew.ts';
import { begin } from '../start/launch.ts';
import type { StartOutcome } from '../start/outcome.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import type { Charge } from './charge.ts';
import { chargeFor } from './charge-for.ts';
import type { Held } from './run.ts';
import { supervise } from './supervise.ts';
import { takeOver } from './take-over.ts';
import { CONNECTION, type Order, type Reply, replyOf } from './talk.ts';

/** How it began, and what there is to look after when that went well. */
interface Beginning {
  readonly outcome: StartOutcome;
  readonly held?: Held;
}

/** The launcher ends its side when it has said all. */
const readOrder = async (launcher: Socket): Promise<Order> => {
  const chunks: Buffer[] = [];
  launcher.on('data', (chunk) => chunks.push(chunk));
  await once(launcher, 'end');
  return JSON.parse(Buffer.concat(chunks).toString()) as Order;
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

const resume = async (charge: Charge): Promise<Beginning> => {
  const held = await takeOver(charge);
  if (!held) return { outcome: { type: 'taken-over', name: charge.request.name } };
  const { pid } = held.process.identity;
  return { held, outcome: { type: 'started', record: held.record, pid, readyAfterMs: null } };
};

const lookAfterOne = async (charge: Charge, isResumed: boolean): Promise<BegunCrew> => {
  const { held, outcome } = isResumed ? await resume(charge) : await begin(charge.store, charge.request);
  return held ? { outcome, watch: await supervise(charge, held) } : { outcome };
};

/** Loaded only where there are several. */
const lookAfterCrew = async (charge: Charge, listen: Order['listen'] = [], isResumed: boolean): Promise<BegunCrew> => {
  const { beginCrew, resumeCrew } = await import('../crew/run-crew.ts');
  const shared = { listen, sockets: listen.map((_, index) => CONNECTION + 1 + index) };
  return isResumed ? resumeCrew(charge, shared) : beginCrew(charge, shared);
};

/** The operand behind the state folder and the name: where somebody waits for us who did not start us. */
const WHERE = 4;

const connectionTo = (where: string | undefined): Socket =>
  where === undefined
    ? new Socket({ fd: CONNECTION, allowHalfOpen: true })
    : connect({ path: where, allowHalfOpen: true });

/** Runs until nobody has to be supervised any more. */
export const runSupervisor = async (): Promise<void> => {
  const launcher = connectionTo(process.argv[WHERE]);
  const { by, from, home, ifNotRunning, listen, name, runtimeFolder, settings, source } = await readOrder(launcher);
  const store = { home };
  noteBugs(store, name);
  const what = { name, settings, source, from, ifNotRunning, supervisor: null };
  const charge = await chargeFor(store, { ...what, by: by === 'resume' ? 'start' : by }, runtimeFolder);
  try {
    const { outcome, watch } = settings.crew
      ? await lookAfterCrew(charge, listen, by === 'resume')
      : await lookAfterOne(charge, by === 'resume');
    await tell(launcher, { outcome });
    await watch?.parting;
  } catch (error) {
    if (!isFailure(error)) throw error;
    await tell(launcher, replyOf(error));
  }
  process.exit();
};
