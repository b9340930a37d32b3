/** Starting a daemon that is looked after: its supervisor starts it, and tells how that went. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { ExitCode, Failure, originalEnvironment } from '@proctools/core';
import type { Store } from '../store/home.ts';
import { CONNECTION, type Order, outcomeOf, type Reply } from '../supervisor/talk.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';

const FILE = 'supervisor.cjs';

/**
 * What it does it does seldom, and it stays for months: no memory for making code faster that runs once, nor for much garbage. Without
 * these it would hold 54 MB of its own after 300 restarts; with them it is 13, after 900 as well.
 */
const FRUGAL = ['--max-semi-space-size=1', '--lite-mode'];

/** Nothing that is meant for the command, such as NODE_OPTIONS, is meant for its supervisor. */
const environmentOfSupervisor = (): NodeJS.ProcessEnv => ({ PATH: originalEnvironment().variables.PATH });

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

/** Starts a supervisor with this order, and answers when it has carried it out, or has failed to. It is on its own by then. */
export const engage = async (order: Omit<Order, 'runtimeFolder'>): Promise<StartOutcome> => {
  const { home, name } = order;
  const child = spawn(process.execPath, [...FRUGAL, path.join(__dirname, FILE), home, name], {
    cwd: '/',
    detached: true,
    env: environmentOfSupervisor(),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) => reject(new Failure(ExitCode.failed, 'cannot start its supervisor', { cause })));
  });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of PASSED_ON) process.on(signal, pass);
  try {
    const connection = child.stdio[CONNECTION] as Duplex;
    const answer = readAll(connection);
    const whole: Order = { ...order, runtimeFolder: process.env.XDG_RUNTIME_DIR };
    connection.end(JSON.stringify(whole));
    return outcomeOf(replyFrom(await Promise.race([answer, failed])));
  } finally {
    for (const signal of PASSED_ON) process.off(signal, pass);
    child.unref();
  }
};

/** Starts a daemon that is looked after. */
export const launchSupervised = async (store: Store, request: Launch): Promise<StartOutcome> => {
  const prepared = prepare(request);
  if (prepared.type !== 'prepared') return prepared;
  const { by, from, ifNotRunning, name, settings, source } = request;
  if (by === 'supervisor') throw new Error('a supervisor has no supervisor');
  return engage({ home: store.home, name, settings, source, from, ifNotRunning, by });
};
