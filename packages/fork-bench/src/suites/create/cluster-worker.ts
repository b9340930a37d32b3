import cluster, { type Worker } from 'node:cluster';
import { anyEnd, moment } from './moments.ts';
import { programs } from './programs.ts';
import type { Timing } from './starters.ts';

/** Starts a worker that listens; its listeners are attached in the same tick. */
export const forkClusterWorker = (): Worker => {
  cluster.setupPrimary({ exec: programs.listen, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return cluster.fork();
};

/** Starts one, and kills it as soon as it listens. */
export const startClusterWorker = async (): Promise<readonly Timing[]> => {
  const begin = performance.now();
  const worker = forkClusterWorker();
  const child = worker.process;
  const listening = moment(worker, 'listening', child);
  const [online, at] = await Promise.all([
    moment(worker, 'online', child),
    listening.then((listens) => {
      child.kill('SIGKILL');
      return listens;
    }),
    anyEnd(child),
  ]);
  return [
    ['online', online - begin],
    ['listening', at - begin],
  ];
};
