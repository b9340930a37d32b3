/**
 * `--pass`: a listening socket is handed to Node children over their channels, and closed here. It is all done in one turn of the event
 * loop: in the next one we would accept connections ourselves.
 */
import type { ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { type Ended, ExitCode, Failure, failureText, isFailure } from '@proctools/core';
import type { Named } from '../address/address.ts';
import { endOf } from '../endpoints/exec.ts';
import type { Listening } from '../endpoints/server.ts';
import { listenTcp } from '../endpoints/tcp.ts';
import { listenUnix } from '../endpoints/unix.ts';
import type { Options } from '../plan.ts';
import { beginSession } from '../session.ts';
import { codeOfChild } from '../verdict.ts';
import { outputFor, programOf } from './fork.ts';
import { forwardSignals } from './forward-signals.ts';
import { forwardedDeath } from './forwarded-death.ts';
import type { ChannelPlan } from './plan-channel.ts';
import { starterWithChannel } from './start-with-channel.ts';

const listen = ({ address, name }: Named): Promise<Listening> => {
  switch (address.type) {
    case 'tcp-listen':
      return listenTcp({ address, name });
    case 'unix-listen':
      return listenUnix({ address, name });
    default:
      throw new Failure(ExitCode.usage, `${name}: only a listening socket can be handed over`);
  }
};

/** Where it listens: a port, or the path that the address has. */
const placeOf = ({ address }: Named, { server }: Listening): AddressInfo | string | null =>
  address.type === 'unix-listen' ? address.path : server.address();

interface Worker {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

/** Starts one with a channel of Node's own, which alone can hand a handle over. */
const workerStarter = async (command: readonly [string, ...string[]], name: string, options: Options) => {
  const start = await starterWithChannel(programOf(command, name), {
    serialization: options.serialization,
    stdin: 'ignore',
    stdout: options.childStdout === undefined ? 'inherit' : outputFor(options.childStdout),
  });
  return (): Worker => {
    const child = start();
    return { child, end: endOf(child, command[0]) };
  };
};

/** The worst code of all. */
export const worstCode = (ends: readonly Ended[]): number => Math.max(...ends.map(codeOfChild));

/** The exit code: the worst of the children's. Signals are theirs, and end us when they have ended. */
export const runPass = async (
  { command, listen: listenAt, name }: Extract<ChannelPlan, { type: 'pass' }>,
  options: Options,
): Promise<number> => {
  const { tell } = beginSession(options, 'passes-signals');
  const start = await workerStarter(command, name, options);
  const listener = await listen(listenAt);
  // No turn of the event loop from here to the close.
  const address = placeOf(listenAt, listener);
  let workers: readonly Worker[] = [];
  // One listens first: a signal that comes while they are born waits until this turn is over, and is theirs.
  const death = forwardedDeath();
  const release = forwardSignals(() => workers.map(({ child }) => child));
  workers = Array.from({ length: options.workers }, start);
  for (const { child } of workers) {
    if (child.connected) child.send({ type: 'listen', address }, listener.server, () => {});
  }
  listener.server.close();
  // ---
  tell({ type: 'listening', name: typeof address === 'object' && address ? `port ${address.port}` : listenAt.name });
  const ends = await Promise.all(
    workers.map(async ({ child, end }, index) => {
      const ended = await end.catch((error: unknown): Ended => {
        if (!isFailure(error)) throw error;
        tell({ type: 'trouble', text: failureText('worker', error).trim() });
        return { exited: error.code };
      });
      tell({ type: 'worker-ended', worker: index + 1, pid: child.pid ?? 0, end: ended });
      return ended;
    }),
  );
  await listener.close(); // removes the file of a Unix socket
  release();
  return death.conclude(worstCode(ends));
};
