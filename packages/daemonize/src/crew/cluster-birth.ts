/**
 * Workers without sockets of ours: Node's cluster shares what they listen on, and this process, the supervisor, is its primary. They
 * end with it. cluster.fork() passes less on than we do, so what it takes from this process is set for that moment.
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import path from 'node:path';
import {
  type Birth,
  type Detached,
  type Ended,
  ExitCode,
  endedFrom,
  Failure,
  type Hooks,
  identify,
} from '@proctools/core';
import type { CrewCharge } from './charge.ts';
import { isNode, isNodeProgram } from './node-program.ts';
import { type NodeWords, nodeWords } from './node-words.ts';
import { LEAVING, LISTENING } from './words.ts';

const wordsOf = ({ command, file }: Birth): NodeWords & { readonly node: string } => {
  const [, ...rest] = command;
  if (isNode(file)) return { node: file, ...nodeWords(rest) };
  if (isNodeProgram(file)) return { node: process.execPath, script: file, operands: rest, flags: [] };
  throw new Failure(
    ExitCode.usage,
    `--workers: ${command[0]} is no program of Node's, whose cluster they would share through`,
    {
      hint: 'have them share sockets: --listen ADDRESS',
    },
  );
};

/** What cluster.fork() takes from this process. */
const lend = (birth: Birth, node: string): (() => void) => {
  const { env, execPath } = process;
  const umask = process.umask(birth.umask);
  process.env = {}; // it would be added to what the worker is given
  process.execPath = node;
  return () => {
    process.umask(umask);
    process.env = env;
    process.execPath = execPath;
  };
};

const fork = (birth: Birth, { crew }: CrewCharge): Worker => {
  const { flags, node, operands, script } = wordsOf(birth);
  const { cwd, owner, stderr, stdout } = birth;
  cluster.schedulingPolicy = crew.schedule === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  cluster.setupPrimary({
    exec: path.resolve(cwd, script),
    args: [...operands],
    execArgv: [...flags],
    cwd,
    stdio: ['ignore', stdout, stderr, 'ipc'],
    ...(owner && { uid: owner.uid, gid: owner.gid }),
  });
  const giveBack = lend(birth, node);
  try {
    return cluster.fork(birth.environment);
  } finally {
    giveBack();
  }
};

const endingOf = async ({ process: child }: Worker): Promise<Ended> => {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return endedFrom(code, signal);
};

/** What the cluster tells of it counts as if it had said so. */
const onMessage =
  (worker: Worker): Detached['onMessage'] =>
  (listener) => {
    worker.process.on('message', listener);
    worker.process.on('internalMessage', listener);
    worker.on('listening', () => listener(LISTENING));
    worker.on('disconnect', () => {
      if (worker.exitedAfterDisconnect) listener(LEAVING);
    });
  };

/** As `detach`, but the worker is a child of ours, in our session. It may have begun before it is written down: it would end with us. */
export const bearInCluster = async (birth: Birth, hooks: Hooks, charge: CrewCharge): Promise<Detached> => {
  const worker = fork(birth, charge);
  const { process: child } = worker;
  worker.on('error', () => {}); // it is going at this moment
  if (child.pid === undefined) throw await once(child, 'error').then(([error]) => error);
  const ending = endingOf(worker);
  const identity = identify(child.pid) ?? { pid: child.pid, startTime: '', boot: '' }; // ended already
  hooks.prepare(child.pid);
  hooks.record({ identity, session: null });
  return {
    identity,
    ending,
    pipe: undefined,
    onMessage: onMessage(worker),
    tell: (message) => {
      if (child.connected) child.send(message, () => {}); // what it answers is whether it was sent at once: connections may come first
      return child.connected;
    },
    executed: async () => {},
    letGo: async () => {},
  };
};
