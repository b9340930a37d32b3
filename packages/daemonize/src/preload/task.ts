import { type Handed, handedIn } from './handed.ts';

/** What this process has to do as a worker. */
export interface Task {
  /** The listening sockets that it was given. */
  readonly handed: readonly Handed[];
  /** As a worker of Node's cluster, it has sockets from there; every server of it is looked after. */
  readonly isInCluster: boolean;
  readonly stopSignal: NodeJS.Signals;
}

const take = (environment: NodeJS.ProcessEnv, name: string): string | undefined => {
  const value = environment[name];
  delete environment[name];
  return value;
};

/** The program's own children are not to load us: what was there before is put back. */
const putBackNodeOptions = (environment: NodeJS.ProcessEnv): void => {
  const before = take(environment, 'DAEMONIZE_NODE_OPTIONS');
  if (before === undefined) delete environment.NODE_OPTIONS;
  else environment.NODE_OPTIONS = before;
};

/**
 * What the environment asks of the process `pid`, if it asks it: a program between the supervisor and the worker, such as a
 * shell, hands the same environment on. What is meant for us alone is taken out in every case.
 */
export const takeTask = (environment: NodeJS.ProcessEnv, pid: number): Task | undefined => {
  putBackNodeOptions(environment);
  const isInCluster = take(environment, 'DAEMONIZE_CLUSTER') === '1';
  const stopSignal = (take(environment, 'DAEMONIZE_STOP_SIGNAL') ?? 'SIGTERM') as NodeJS.Signals;
  if (environment.LISTEN_PID === String(pid))
    return { handed: handedIn(environment.SERVER_STARTER_PORT ?? ''), isInCluster: false, stopSignal };
  return isInCluster ? { handed: [], isInCluster, stopSignal } : undefined;
};

/**
 * Once listen() has a socket, nobody else looks for it in the environment. A program that does that itself finds all as it was;
 * then its children do, too, though they have no such descriptors: LISTEN_PID tells them (sd_listen_fds(3)).
 */
export const forgetSockets = (environment: NodeJS.ProcessEnv): void => {
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES', 'SERVER_STARTER_PORT']) delete environment[name];
};
