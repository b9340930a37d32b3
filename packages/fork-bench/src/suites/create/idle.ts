/** Children and threads that do nothing, to weigh them. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { forkClusterWorker } from './cluster-worker.ts';
import { anyEnd, moment } from './moments.ts';
import { programs } from './programs.ts';

export interface Idle {
  /** Undefined for a thread, which is in our own process. */
  readonly pid: number | undefined;
  /** Ends it, and waits until it is gone. */
  readonly end: () => Promise<unknown>;
}

export interface IdleKind {
  readonly name: string;
  /** Starts one, and waits until it says that it is there. */
  readonly start: () => Promise<Idle>;
}

const killable = (child: ChildProcess): Idle => {
  const gone = anyEnd(child);
  gone.catch(() => {});
  return {
    pid: child.pid,
    end: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
};

const startSleep = async (): Promise<Idle> => {
  const child = spawn(programs.sleep, ['60'], { stdio: 'ignore' });
  const idle = killable(child);
  await moment(child, 'spawn', child);
  return idle;
};

const startNode = async (): Promise<Idle> => {
  const child = spawn(process.execPath, [programs.idle], { stdio: ['ignore', 'pipe', 'inherit'] });
  const idle = killable(child);
  await moment(child.stdout, 'data', child);
  return idle;
};

const startFork = async (): Promise<Idle> => {
  const child = fork(programs.idle, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const idle = killable(child);
  await moment(child, 'message', child);
  return idle;
};

const startCluster = async (): Promise<Idle> => {
  const worker = forkClusterWorker();
  const idle = killable(worker.process as ChildProcess);
  await moment(worker, 'listening', worker.process);
  return idle;
};

const startThread = async (): Promise<Idle> => {
  const thread = new Worker(programs.thread, { workerData: 'stay' });
  await moment(thread, 'message', thread, 'exit');
  return { pid: undefined, end: () => thread.terminate() };
};

export const idleKinds: readonly IdleKind[] = [
  { name: 'spawn sleep', start: startSleep },
  { name: 'spawn node', start: startNode },
  { name: 'fork', start: startFork },
  { name: 'cluster worker, listening', start: startCluster },
  { name: 'worker thread', start: startThread },
];
