// The places where a computation can be made.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { compute } from './compute.ts';
import type { OffloadKind } from './offload-spec.ts';

export type Computer = (iterations: number) => Promise<number>;

const COMPUTING = path.join(__dirname, 'child-compute.cjs');

const ask = async (child: ChildProcess, iterations: number): Promise<number> => {
  child.send(iterations, () => {});
  return ((await once(child, 'message')) as [number])[0];
};

const inOwnThread: Computer = async (iterations) => compute(iterations);

/** A new child each time, as one would who has read that it is simple. */
const inForkedChild: Computer = async (iterations) => {
  const child = fork(COMPUTING);
  const answer = await ask(child, iterations);
  child.disconnect();
  return answer;
};

const inThread: Computer = async (iterations) => {
  const worker = new Worker(COMPUTING);
  worker.postMessage(iterations);
  const [answer] = (await once(worker, 'message')) as [number];
  void worker.terminate();
  return answer;
};

/** As many children as there are cores, started once. Who finds all busy waits for the first that is free. */
const inPool = (): Computer => {
  const free = Array.from({ length: availableParallelism() }, () => fork(COMPUTING));
  const waiting: ((child: ChildProcess) => void)[] = [];
  const take = async (): Promise<ChildProcess> =>
    free.pop() ?? new Promise<ChildProcess>((resolve) => void waiting.push(resolve));
  return async (iterations) => {
    const child = await take();
    try {
      return await ask(child, iterations);
    } finally {
      const next = waiting.shift();
      if (next) next(child);
      else free.push(child);
    }
  };
};

/** The place of this kind. */
export const computerFor = (kind: OffloadKind): Computer => {
  switch (kind) {
    case 'own':
      return inOwnThread;
    case 'fork':
      return inForkedChild;
    case 'thread':
      return inThread;
    case 'pool':
      return inPool();
  }
};
