import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { monotonicMs, sleep } from '@proctools/core';
import type { Beat } from './beat.ts';
import type { Connection } from './connection.ts';
import { requestFor } from './exchange.ts';
import { createPool } from './pool.ts';

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

/** Calls at fixed times, until it is stopped; then `onEnd`, once the last call was made. */
const startMetronome = (ratePerSecond: number, onBeat: (dueMs: number) => void, onEnd: () => void) => {
  const beat: Beat = { intervalMs: 1_000 / ratePerSecond, stop: new SharedArrayBuffer(4) };
  const thread = new Worker(METRONOME, { workerData: beat });
  thread.on('message', onBeat).on('exit', onEnd);
  return {
    /** On a busy machine a thread takes a while to start. */
    begun: once(thread, 'message'),
    stop: (): void => {
      const stopped = new Int32Array(beat.stop);
      Atomics.store(stopped, 0, 1);
      Atomics.notify(stopped, 0);
    },
  };
};

/**
 * Sends requests at fixed times, whether those before are answered or not, for so long and until `isEnough` settles, and measures
 * from the time at which each was to be sent: who waits for an answer before it asks again leaves out just what users wait for
 * (coordinated omission). Rejects when one fails.
 */
export const runOpenLoop = (
  { isKeepAlive, ms, port, ratePerSecond }: OpenLoop,
  isEnough: Promise<unknown> = Promise.resolve(),
): Promise<readonly Asked[]> =>
  new Promise((resolve, reject) => {
    const request = requestFor('/', isKeepAlive);
    const pool = createPool(port);
    const asked: Asked[] = [];
    let [waiting, isOver] = [0, false];
    const finish = (): void => {
      if (!isOver || waiting > 0) return;
      pool.close();
      resolve(asked);
    };
    const send = (dueMs: number) => (connection: Connection) => {
      const sentMs = monotonicMs();
      connection.ask(request, (error) => {
        if (error) return reject(error);
        if (isKeepAlive) pool.giveBack(connection);
        else pool.drop();
        asked.push({ dueMs, sentMs, answeredMs: monotonicMs() });
        waiting -= 1;
        finish();
      });
    };
    const onBeat = (dueMs: number): void => {
      waiting += 1;
      pool.use(send(dueMs));
    };
    const metronome = startMetronome(ratePerSecond, onBeat, () => {
      isOver = true;
      finish();
    });
    Promise.all([metronome.begun.then(() => sleep(ms)), isEnough]).then(metronome.stop, reject);
  });
