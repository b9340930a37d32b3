import { createServer, type Server } from 'node:http';
import { monotonicMs } from '@proctools/core';
import type { ProcessReading } from './server-spec.ts';

export const LOCAL = '127.0.0.1';

export interface Answering {
  readonly server: Server;
  readonly read: () => ProcessReading;
}

/** What this process has used so far. */
export const readOurselves = (requests: number, isWorker: boolean): ProcessReading => {
  const { system, user } = process.cpuUsage();
  return { atMs: monotonicMs(), cpuMs: (user + system) / 1_000, requests, isWorker };
};

/** A server that says hello, and counts. */
export const createAnswering = (): Answering => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.end('hello\n');
  });
  return { server, read: () => readOurselves(requests, true) };
};

/** The port that it listens on. */
export const portOf = (server: Server): number => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
  return address.port;
};
