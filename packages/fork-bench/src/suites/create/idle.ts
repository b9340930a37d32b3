/** Children and threads that do nothing, to weigh them. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { IdleChild } from '../../measure/memory/idle-memory.ts';
import { forkClusterWorker } from './cluster-worker.ts';
import { anyEnd, moment } from './moments.ts';
import { programs } from './programs.ts';

export interface IdleKind {
  readonly name: string;
  readonly isThread: boolean;
  /** Starts one, and waits until it says that it is there. */
  readonly start: () => Promise<IdleChild>;
}

const killable = (child: ChildProcess): IdleChild => {
  const gone = anyEnd(child);
  gone.catch(() => {});
  return {
    pid: child.pid ?? Number.NaN, // one that could not be started never gets so far
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
};

const startSleep = async (): Promise<IdleChild> => {
  const child = spawn(programs.sleep, ['60'], { stdio: 'ignore' });
  const idle = killable(child);
  await moment(child, 'spawn', child);
  return idle;
};

const startNode = async (): Promise<IdleChild> => {
  const child = spawn(process.execPath, [programs.idle], { stdio: ['ignore', 'pipe', 'inherit'] });
  const idle = killable(child);
  await moment(child.stdout, 'data', child);
  return idle;
};

const startFork = async (): Promise<IdleChild> => {
  const child = fork(programs.idle, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const idle = killable(child);
  await moment(child, 'message', child);
  return idle;
};

const startCluster = async (): Promise<IdleChild> => {
  const worker = forkClusterWorker();
  const idle = killable(worker.process as ChildProcess);
  await moment(worker, 'listening', worker.process);
  return idle;
};

const startThread = async (): Promise<IdleChild> => {
  const thread = new Worker(programs.thread, { workerData: 'stay' });
  await moment(thread, 'message', thread, 'exit');
  return {
    pid: process.pid,
    end: async () => {
      await thread.terminate();
    },
  };
};

export const idleKinds: readonly IdleKind[] = [
  { name: 'spawn sleep', isThread: false, start: startSleep },
  { name: 'spawn node', isThread: false, start: startNode },
  { name: 'fork', isThread: false, start: startFork },
  { name: 'cluster worker, listening', isThread: false, start: startCluster },
  { name: 'worker thread', isThread: true, start: startThread },
];
