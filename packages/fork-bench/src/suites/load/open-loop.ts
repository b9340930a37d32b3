import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '@proctools/core';
import type { Beat } from './beat.ts';
import { type Connection, openConnection } from './connection.ts';
import { requestFor } from './exchange.ts';

export interface OpenLoop {
  readonly port: number;
  readonly ratePerSecond: number;
  readonly ms: number;
  /** False: a connection for each request. */
  readonly isKeepAlive: boolean;
}

/** One request, in milliseconds of the monotonic clock. */
export interface Asked {
  /** When it was to be sent. */
  readonly dueMs: number;
  readonly sentMs: number;
  readonly answeredMs: number;
}

const METRONOME = path.join(__dirname, 'child-metronome.cjs');

/** More than that are not open at once; who comes later waits, and its time counts. */
const MOST_CONNECTIONS = 512;

/** Connections that are free, and those that wait for one. */
const createPool = (port: number) => {
  const free: Connection[] = [];
  const waiting: ((connection: Connection) => void)[] = [];
  let open = 0;
  return {
    use: (work: (connection: Connection) => void): void => {
      const connection = free.pop();
      if (connection) work(connection);
      else if (open === MOST_CONNECTIONS) waiting.push(work);
      else {
        open += 1;
        work(openConnection(port));
      }
    },
    giveBack: (connection: Connection): void => {
      const next = waiting.shift();
      if (next) next(connection);
      else free.push(connection);
    },
    /** It cannot be used again. */
    drop: (): void => {
      open -= 1;
      const next = waiting.shift();
      if (!next) return;
      open += 1;
      next(openConnection(port));
    },
    close: (): void => {
      for (const connection of free) connection.destroy();
    },
  };
};

/**
 * Sends requests at fixed times, whether those before are answered or not, and measures from the time at which each was to be sent:
 * who waits for an answer before it asks again leaves out just what users wait for (coordinated omission). Rejects when one fails.
 */
export const runOpenLoop = ({ isKeepAlive, ms, port, ratePerSecond }: OpenLoop): Promise<readonly Asked[]> =>
  new Promise((resolve, reject) => {
    const request = requestFor('/', isKeepAlive);
    const beat: Beat = {
      intervalMs: 1_000 / ratePerSecond,
      count: Math.max(Math.ceil((ms * ratePerSecond) / 1_000), 2),
    };
    const pool = createPool(port);
    const asked: Asked[] = [];
    const fail = (error: Error): void => {
      metronome.removeAllListeners('message');
      reject(error);
    };
    const finish = (one: Asked): void => {
      asked.push(one);
      if (asked.length < beat.count) return;
      pool.close();
      resolve(asked);
    };
    const send = (dueMs: number) => (connection: Connection) => {
      const sentMs = monotonicMs();
      connection.ask(request, (error) => {
        if (error) return fail(error);
        if (isKeepAlive) pool.giveBack(connection);
        else pool.drop();
        finish({ dueMs, sentMs, answeredMs: monotonicMs() });
      });
    };
    const metronome = new Worker(METRONOME, { workerData: beat });
    metronome.on('message', (dueMs: number) => pool.use(send(dueMs)));
    metronome.on('error', fail);
  });
