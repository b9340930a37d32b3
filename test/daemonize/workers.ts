// What the tests of programs under workers share.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { type Scene, scene } from '../rig/scene.ts';
import { repository } from '../rig/tool.ts';
import { until } from '../rig/until.ts';
import { eventsOf, statusOf } from './one-daemon.ts';
import { type Connection, connect, get, type Outcome } from './preload/client.ts';

interface WorkerStatus {
  readonly id: number;
  readonly pid: number;
  readonly state: string;
  readonly restarts: number;
}

/** The daemon `server` of several workers. */
export interface Workers {
  readonly here: Scene;
  /** Where they listen, as `--listen` would have it; where the kernel has chosen a port, that one. */
  readonly listen: readonly string[];
  /** Of the first of these that is one. */
  readonly port: number;
  /** Those that there are now, in order of their places; those that are being replaced, too. */
  status(): Promise<readonly WorkerStatus[]>;
  /** Lets only this one run while something is done: what is asked meanwhile is asked of it. */
  alone<Answer>(id: number, work: () => Promise<Answer>): Promise<Answer>;
}

const portIn = (listen: readonly string[]): number =>
  Number(
    listen.map((address) => /^(?:.*:)?(\d+)$/.exec(address)?.[1]).find((port) => port !== undefined) ?? Number.NaN,
  );

/** Sends a signal to one worker, by its place. */
export const signalOne = async (here: Scene, signal: string, id: number): Promise<void> =>
  expect(await here.daemonize('signal', 'server', signal, '--worker', `${id}`)).toMatchObject({ code: 0, stderr: '' });

const signalAll = (here: Scene, signal: string, ids: readonly number[]): Promise<unknown> =>
  Promise.all(ids.map((id) => signalOne(here, signal, id)));

const workersIn = async (here: Scene): Promise<Workers> => {
  const status = async () => (await statusOf(here)).workers as readonly WorkerStatus[];
  const listen = (await statusOf(here)).listen as readonly string[];
  return {
    here,
    listen,
    port: portIn(listen),
    status,
    alone: async (id, work) => {
      const others = (await status()).map((worker) => worker.id).filter((other) => other !== id);
      await signalAll(here, 'STOP', others);
      try {
        return await work();
      } finally {
        await signalAll(here, 'CONT', others);
      }
    },
  };
};

/** Starts the daemon `server`: the options, and the command. */
export const startIn = async (here: Scene, ...words: readonly string[]): Promise<Workers> => {
  expect(await here.daemonize('--name', 'server', ...words)).toMatchObject({ code: 0, stderr: '' });
  return workersIn(here);
};

/** Starts copies of `node server.cjs`, which is there. */
export const runningIn = (here: Scene, ...options: readonly string[]): Promise<Workers> =>
  startIn(here, ...options, 'node', 'server.cjs');

/** An example, found where it is, as the daemon `server`. */
export const exampleIn = (here: Scene, name: string, ...options: readonly string[]): Promise<Workers> =>
  startIn(here, ...options, 'node', path.join(repository, 'packages/daemonize/examples', name));

export const example = (name: string, ...options: readonly string[]): Promise<Workers> =>
  exampleIn(scene(), name, ...options);

/** Connects; throws where it is refused. */
export const connected = async (where: Parameters<typeof connect>[0]): Promise<Connection> => {
  const connection = await connect(where);
  if ('type' in connection) throw new Error(JSON.stringify(connection));
  return connection;
};

/** The body of the answer to one request on a connection of its own; anything but an answer fails. */
export const bodyFrom = async (where: Parameters<typeof connect>[0], request = get()): Promise<string> => {
  const connection = await connected(where);
  const outcome = await connection.ask(request);
  connection.end();
  return bodyIn(outcome);
};

export const bodyIn = (outcome: Outcome): string => {
  if (outcome.type !== 'answered') throw new Error(JSON.stringify(outcome));
  return outcome.body;
};

/** What happened, with the worker that it happened to: `exited 1`, `ready 2`. */
export const happened = async (here: Scene): Promise<readonly string[]> =>
  (await eventsOf(here)).map(({ type, worker }) => (worker === undefined ? `${type}` : `${type} ${worker}`));

/** Waits until one of them has written this to its standard output. */
export const said = ({ here }: Workers, pattern: RegExp): Promise<RegExpExecArray> =>
  until(() => pattern.exec(readFileSync(path.join(here.state, 'server/out.log'), 'utf8')), `a worker says ${pattern}`);
