// The ways to serve one port from several processes.
import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createAnswering, LOCAL, portOf } from './answering.ts';
import { type Crew, readiness, type Serving, servingBy, WORKER } from './crew.ts';
import type { ServerSpec, WorkerSpec } from './server-spec.ts';

const serveAlone = async (): Promise<Serving> => {
  const { read, server } = createAnswering();
  server.listen(0, LOCAL);
  await once(server, 'listening');
  return { port: portOf(server), read: async () => [read()] };
};

const operandsFor = (spec: WorkerSpec): string[] => [JSON.stringify(spec)];

const many = <One>(count: number, make: (index: number) => One): One[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** Port 0 in workers of a cluster is one port for all of them. */
const serveByCluster = async (policy: number, workers: number): Promise<Serving> => {
  cluster.schedulingPolicy = policy;
  cluster.setupPrimary({ exec: WORKER, args: operandsFor({ by: 'listening', port: 0 }) });
  const crew = many(workers, () => cluster.fork()) as unknown as Crew;
  const [first] = await Promise.all(crew.map(readiness));
  return servingBy(crew, first?.port ?? 0);
};

const forkOne = (spec: WorkerSpec): ChildProcess => fork(WORKER, operandsFor(spec));

/** We accept; the workers take turns at what has come. */
const serveByHandles = async (workers: number): Promise<Serving> => {
  const crew = many(workers, () => forkOne({ by: 'messages', port: 0 }));
  await Promise.all(crew.map(readiness));
  const server = createServer({ pauseOnConnect: true });
  let turn = 0;
  server.on('connection', (socket) => {
    crew[turn]?.send('connection', socket);
    turn = (turn + 1) % crew.length;
  });
  server.listen(0, LOCAL);
  await once(server, 'listening');
  return servingBy(crew, (server.address() as AddressInfo).port);
};

/** Each has a queue of its own, on the same port; the kernel chooses by the addresses of both ends. SO_REUSEPORT, socket(7) */
const serveByReusePort = async (workers: number): Promise<Serving> => {
  const first = forkOne({ by: 'sharing', port: 0 });
  const { port } = await readiness(first);
  const others = many(workers - 1, () => forkOne({ by: 'sharing', port }));
  await Promise.all(others.map(readiness));
  return servingBy([first, ...others], port);
};

/** Starts a server of this kind. */
export const serve = ({ kind, workers }: ServerSpec): Promise<Serving> => {
  switch (kind) {
    case 'single':
      return serveAlone();
    case 'roundRobin':
      return serveByCluster(cluster.SCHED_RR, workers);
    case 'none':
      return serveByCluster(cluster.SCHED_NONE, workers);
    case 'handles':
      return serveByHandles(workers);
    case 'reusePort':
      return serveByReusePort(workers);
  }
};
