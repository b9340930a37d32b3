/**
 * Starting a daemon that is looked after. To boot its supervisor takes as long as all the rest, so that is done meanwhile:
 * 1. the supervisor is called, if it was not when we began (supervisor/early.ts), and told what it will look after;
 * 2. the command is started as one that nobody looks after (launch.ts), but written down as the supervisor's;
 * 3. we end our side of the connection. Then the supervisor looks at the record, and what is its own there it looks after. So it does
 *    when we were killed, at whatever moment. We wait for its word; one that cannot give it has no command.
 * Where the logs are more than files that the command writes to, and where it has a link to whoever started it, the supervisor has to
 * hold them, and does all of it.
 */
import type { Duplex } from 'node:stream';
import { ExitCode, Failure, type Identity, identify } from '@proctools/core';
import { controlFile } from '../store/control-file.ts';
import type { Store } from '../store/home.ts';
import { type Called, callSupervisor, readAll } from '../supervisor/call.ts';
import { type Order, outcomeOf, type Reply, type Started } from '../supervisor/talk.ts';
import { begin } from './launch.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';
import { type Prepared, prepare } from './prepare.ts';
import { undo } from './undo.ts';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const say = ({ connection }: Pick<Called, 'connection'>, line: Order | Started): void => {
  connection.write(`${JSON.stringify(line)}\n`);
};

const hasEnded = (): Failure =>
  new Failure(ExitCode.failed, 'the supervisor ended by itself', {
    hint: 'there may be too many processes (ulimit -u), or too little memory',
  });

const replyFrom = (text: string): Reply => {
  try {
    return JSON.parse(text) as Reply;
  } catch {
    throw hasEnded();
  }
};

/** Ends our side, and answers with what the supervisor has to say to it all. */
const untilAnswered = async ({ answer, connection }: Pick<Called, 'answer' | 'connection'>): Promise<StartOutcome> => {
  connection.end();
  return outcomeOf(replyFrom(await answer));
};

/** The same; it is on its own by then. */
const reply = (called: Called): Promise<StartOutcome> => {
  called.keep();
  return untilAnswered(called).finally(() => called.child.unref());
};

/** The supervisor, if it is there. */
const identityOf = async ({ child, failed }: Called): Promise<Identity> => {
  if (child.pid === undefined) {
    const cause = await failed.catch((error: unknown) => error);
    throw new Failure(ExitCode.failed, 'cannot start its supervisor', { cause });
  }
  const identity = identify(child.pid);
  if (identity) return identity;
  throw hasEnded();
};

type Given = Omit<Order, 'runtimeFolder'>;

const orderFrom = (given: Given): Order => ({ ...given, runtimeFolder: process.env.XDG_RUNTIME_DIR });

/** Has a supervisor carry out an order, and answers when it has, or has failed to. What asks us to end is passed on to it meanwhile. */
export const engage = async (order: Given, called = callSupervisor(order.home)): Promise<StartOutcome> => {
  await identityOf(called);
  const pass = (signal: NodeJS.Signals): void => void called.child.kill(signal);
  for (const signal of PASSED_ON) process.on(signal, pass);
  try {
    say(called, orderFrom(order));
    return await reply(called);
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass);
  }
};

/** The same for one that was called by somebody else, and has come to us. */
export const engageCaller = (connection: Duplex, order: Given): Promise<StartOutcome> => {
  say({ connection }, orderFrom(order));
  return untilAnswered({ connection, answer: readAll(connection) });
};

/** See 2 and 3. */
const startFor = async (
  called: Called,
  store: Store,
  request: Launch,
  order: Given,
  prepared: Prepared,
): Promise<StartOutcome> => {
  const supervisor = await identityOf(called);
  say(called, orderFrom({ ...order, by: 'launcher', source: { ...order.source, fromFiles: prepared.fromFiles } }));
  const control = controlFile(store, request.name, process.env.XDG_RUNTIME_DIR);
  const { held, outcome } = await begin(store, { ...request, supervisor, control }, prepared);
  if (!held) return outcome;
  say(called, { offsets: held.logs.offsets });
  try {
    const answer = await reply(called);
    return answer.type === 'started' ? outcome : answer;
  } catch (failure) {
    await undo(store, held, 'its supervisor ended');
    throw failure;
  }
};

const mustBeHeld = ({ logging, ready }: Launch['settings']): boolean =>
  logging != null || ready?.type === 'ipc' || ready?.type === 'fd';

const launchWith = async (called: Called, store: Store, request: Launch): Promise<StartOutcome> => {
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  const { by, from, ifNotRunning, name, settings, source } = request;
  if (by === 'supervisor') throw new Error('a supervisor has no supervisor');
  const order = { home: store.home, name, settings, source, from, ifNotRunning, by };
  return mustBeHeld(settings) ? engage(order, called) : startFor(called, store, request, order, prepared);
};

/** Starts a daemon that is looked after, by the supervisor that was called for it already, if there is one. */
export const launchSupervised = async (
  store: Store,
  request: Launch,
  called = callSupervisor(store.home),
): Promise<StartOutcome> => {
  try {
    return await launchWith(called, store, request);
  } finally {
    called.dismiss();
  }
};
