/** The ways to start a process or a thread. */
import {
  type ChildProcessByStdio,
  exec,
  execFile,
  fork,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
  spawnSync,
} from 'node:child_process';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { startClusterWorker } from './cluster-worker.ts';
import { goodEnd, moment } from './moments.ts';
import { programs } from './programs.ts';

/** What happened, and how many milliseconds after the beginning. */
export type Timing = readonly [event: string, ms: number];

export interface Starter {
  readonly name: string;
  /** Starts one, and waits until it is gone. Rejects when it fails. */
  readonly start: () => Promise<readonly Timing[]>;
  /** How many to start where another starts one: those that take a twentieth of the time. */
  readonly often: number;
  /** Whether several can be under way at once. */
  readonly isBlocking?: boolean;
}

const OFTEN = 5;

/** What a child writes is read to its end, and what it complains of goes where our own complaints go. */
const PIPED: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioNull> = { stdio: ['ignore', 'pipe', 'inherit'] };

/** From the beginning to the first byte, of a child whose end is awaited, too. */
const firstByte = async (start: () => ChildProcessByStdio<null, Readable, null>) => {
  const begin = performance.now();
  const child = start();
  const [at] = await Promise.all([moment(child.stdout, 'data', child), goodEnd(child)]);
  return [['first byte', at - begin]] as const;
};

/** From the beginning to the callback. */
const callback = (start: (done: (error: Error | null) => void) => void): Promise<readonly Timing[]> =>
  new Promise((resolve, reject) => {
    const begin = performance.now();
    start((error) => {
      if (error) reject(error);
      else resolve([['callback', performance.now() - begin]]);
    });
  });

const spawnTrue = async (): Promise<readonly Timing[]> => {
  const begin = performance.now();
  const child = spawn(programs.true, { stdio: 'ignore' });
  const callMs = performance.now() - begin;
  return [
    ['the call itself', callMs],
    ['exit', (await goodEnd(child)) - begin],
  ];
};

const spawnSyncTrue = async (): Promise<readonly Timing[]> => {
  const begin = performance.now();
  const { error, status } = spawnSync(programs.true, { stdio: 'ignore' });
  const ms = performance.now() - begin;
  if (status !== 0) throw error ?? new Error(`${programs.true} failed`);
  return [['return', ms]];
};

const forkSend = async (): Promise<readonly Timing[]> => {
  const begin = performance.now();
  const child = fork(programs.send, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [message, end] = await Promise.all([moment(child, 'message', child), goodEnd(child)]);
  return [
    ['first message', message - begin],
    ['exit', end - begin],
  ];
};

const startThread = async (): Promise<readonly Timing[]> => {
  const begin = performance.now();
  const thread = new Worker(programs.thread);
  const [at] = await Promise.all([moment(thread, 'message', thread, 'exit'), goodEnd(thread)]);
  return [['first message', at - begin]];
};

const operands = ['x'];
const command = `${programs.echo} x`;

/** The names say what is started; what is measured of it follows them. */
export const starters = {
  spawnTrue: { name: 'spawn true', often: OFTEN, start: spawnTrue },
  spawnSyncTrue: { name: 'spawnSync true', often: OFTEN, isBlocking: true, start: spawnSyncTrue },
  spawnEcho: { name: 'spawn echo', often: OFTEN, start: () => firstByte(() => spawn(programs.echo, operands, PIPED)) },
  execFile: {
    name: 'execFile echo',
    often: OFTEN,
    start: () => callback((done) => execFile(programs.echo, operands, done)),
  },
  exec: { name: 'exec /bin/echo', often: OFTEN, start: () => callback((done) => exec(command, done)) },
  execBuiltin: {
    name: 'exec echo (of the shell)',
    often: OFTEN,
    start: () => callback((done) => exec('echo x', done)),
  },
  spawnShell: {
    name: 'spawn with a shell',
    often: OFTEN,
    start: () => firstByte(() => spawn(command, { ...PIPED, shell: true })),
  },
  spawnNode: {
    name: 'spawn node',
    often: 1,
    start: () => firstByte(() => spawn(process.execPath, [programs.say], PIPED)),
  },
  fork: { name: 'fork', often: 1, start: forkSend },
  cluster: { name: 'cluster.fork', often: 1, start: startClusterWorker },
  thread: { name: 'new Worker', often: 1, start: startThread },
} as const satisfies Readonly<Record<string, Starter>>;
