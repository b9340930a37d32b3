/** The life of a supervisor: takes the order, starts the command, tells how that went, and stays if it went well. */
import { once } from 'node:events';
import { Socket } from 'node:net';
import { isFailure, ownIdentity } from '@proctools/core';
import { begin } from '../start/launch.ts';
import type { Launch } from '../start/launch-request.ts';
import type { Store } from '../store/home.ts';
import { note } from '../store/journal.ts';
import { supervise } from './supervise.ts';
import { CONNECTION, type Order, type Reply, replyOf } from './talk.ts';

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

/** Runs until nobody has to be supervised any more. */
export const runSupervisor = async (): Promise<void> => {
  const launcher = new Socket({ fd: CONNECTION, allowHalfOpen: true });
  const { by, home, ifNotRunning, name, settings, source } = await readOrder(launcher);
  const store = { home };
  noteBugs(store, name);
  process.on('SIGHUP', () => {}); // there is no terminal that it could come from
  const supervisor = ownIdentity();
  const request: Launch = { name, settings, source, ifNotRunning, by, supervisor };
  const { supervision } = settings;
  if (!supervision) throw new Error(`${name} is not to be supervised`);
  try {
    const { held, outcome } = await begin(store, request);
    const watched =
      held && outcome.type === 'started' ? supervise({ store, request, supervision, supervisor }, held) : undefined;
    await tell(launcher, { outcome });
    await watched;
  } catch (error) {
    if (!isFailure(error)) throw error;
    await tell(launcher, replyOf(error));
  }
  process.exit();
};
