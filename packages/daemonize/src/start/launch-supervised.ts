/** Starting a daemon that is looked after: its supervisor starts it, and tells how that went. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { ExitCode, Failure } from '@proctools/core';
import type { OpenSockets } from '../crew/sockets.ts';
import type { Store } from '../store/home.ts';
import { CONNECTION, type Order, outcomeOf, type Reply } from '../supervisor/talk.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';
import { supervisorCommand, supervisorEnvironment } from './supervisor-command.ts';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const readAll = async (stream: Duplex): Promise<string> => {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  await once(stream, 'close');
  return Buffer.concat(chunks).toString();
};

const replyFrom = (text: string): Reply => {
  try {
    return JSON.parse(text) as Reply;
  } catch {
    throw new Failure(ExitCode.failed, 'the supervisor ended by itself', {
      hint: 'there may be too many processes (ulimit -u), or too little memory',
    });
  }
};

/** Says an order, and answers when it has been carried out, or could not be; signals are passed on meanwhile. */
export const converse = async (
  connection: Duplex,
  order: Omit<Order, 'runtimeFolder'>,
  pass: (signal: NodeJS.Signals) => void,
  failed: Promise<never>,
): Promise<StartOutcome> => {
  for (const signal of PASSED_ON) process.on(signal, pass);
  try {
    const answer = readAll(connection);
    const whole: Order = { ...order, runtimeFolder: process.env.XDG_RUNTIME_DIR };
    connection.end(JSON.stringify(whole));
    return outcomeOf(replyFrom(await Promise.race([answer, failed])));
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass);
  }
};

/** Starts a supervisor with this order; it is on its own when this has answered. It is handed the sockets of its workers. */
export const engage = async (order: Omit<Order, 'runtimeFolder'>, sockets?: OpenSockets): Promise<StartOutcome> => {
  const [file = '', ...operands] = supervisorCommand(order, order.name);
  const child = spawn(file, operands, {
    cwd: '/',
    detached: true,
    env: supervisorEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', ...(sockets?.descriptors ?? [])],
  });
  sockets?.close(); // before we would accept what is for the workers
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Failure(ExitCode.failed, 'cannot start its supervisor', { cause })));
  });
  const connection = (child.stdio as readonly unknown[])[CONNECTION] as Duplex;
  return converse(connection, order, (signal) => void child.kill(signal), failed).finally(() => child.unref());
};

/** Starts a daemon that is looked after. */
export const launchSupervised = async (store: Store, request: Launch): Promise<StartOutcome> => {
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  const { by, from, ifNotRunning, name, settings, source } = request;
  if (by === 'supervisor') throw new Error('a supervisor has no supervisor');
  if (settings.crew) return (await import('../crew/launch-crew.ts')).launchCrew(store, request, prepared.owner);
  return engage({ home: store.home, name, settings, source, from, ifNotRunning, by });
};
