import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readOurselves } from './answering.ts';
import { HOW_FAR, type ProcessReading, type Ready, type ServerReading } from './server-spec.ts';

export const WORKER = path.join(__dirname, 'child-http-worker.cjs');

/** What a worker is to us: a child, or what cluster makes of it. */
export type Crew = readonly Pick<ChildProcess, 'on' | 'once' | 'send'>[];

/** A server in several processes. */
export interface Serving {
  readonly port: number;
  readonly read: () => Promise<ServerReading>;
}

/** What a worker says first: where it listens. */
export const readiness = async (worker: Crew[number]): Promise<Ready> =>
  ((await once(worker as ChildProcess, 'message')) as [Ready])[0];

const ask = async (worker: Crew[number]): Promise<ProcessReading> => {
  const answer = once(worker as ChildProcess, 'message') as Promise<[ProcessReading]>;
  worker.send(HOW_FAR, () => {});
  return (await answer)[0];
};

/** The server whose workers these are; ourselves come first, and answer no requests. One that ends, ends us: its figures would be wrong. */
export const servingBy = (crew: Crew, port: number): Serving => {
  for (const worker of crew) worker.once('exit', () => process.exit(1));
  return { port, read: async () => [readOurselves(0, false), ...(await Promise.all(crew.map(ask)))] };
};
