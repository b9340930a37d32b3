// Plays the supervisor of `--workers` for the preload alone: binds the sockets, starts workers with them, has them drained and stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { descriptorsOf } from '../../rig/descriptors.ts';
import type { Ended } from '../../rig/run.ts';
import { type Scene, scene } from '../../rig/scene.ts';
import { repository } from '../../rig/tool.ts';
import { until, within } from '../../rig/until.ts';

const PRELOAD = path.join(repository, 'packages/daemonize/dist/preload.cjs');

/** What the supervisor puts into a worker's NODE_OPTIONS. */
export const nodeOptions = `--require "${PRELOAD}"`;

/** A socket that is bound and that workers listen on; `name` is its part of SERVER_STARTER_PORT. */
export interface Handed {
  readonly name: string;
  readonly port: number;
  readonly descriptor: number;
}

interface Handle {
  readonly fd: number;
  getsockname(into: object): number;
  close(): void;
}

const bind = (address: string, port: number, family: 4 | 6 | -1): Handle => {
  const { _createServerHandle } = net as unknown as {
    _createServerHandle(...args: readonly unknown[]): Handle | number;
  };
  const handle = _createServerHandle(address, port, family);
  if (typeof handle === 'number') throw new Error(`cannot bind ${address}:${port}: ${handle}`);
  onTestFinished(() => handle.close());
  return handle;
};

/** Binds a port of the kernel's choice; `name` makes what the worker is told of it. */
export const handPort = (host = '127.0.0.1', name = (port: number) => `${host}:${port}`, wanted = 0): Handed => {
  const handle = bind(host, wanted, host.includes(':') ? 6 : 4);
  const { port } = Object.assign({ port: 0 }, addressOf(handle));
  return { name: name(port), port, descriptor: handle.fd };
};

const addressOf = (handle: Handle): object => {
  const address = {};
  handle.getsockname(address);
  return address;
};

export const handPath = (file: string): Handed => ({ name: file, port: 0, descriptor: bind(file, -1, -1).fd });

interface Message {
  readonly type: string;
  readonly address?: unknown;
}

/** A worker that runs. */
export interface Worker {
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it has told so far, and what its program has sent. */
  readonly told: readonly Message[];
  readonly sent: readonly unknown[];
  readonly output: string;
  /** Waits until it has told so many of these. */
  tells(type: string, count?: number): Promise<Message>;
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to drain, and waits until it has. */
  drain(): Promise<void>;
  /** Sends the stop signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface WorkerOptions {
  readonly handed?: readonly Handed[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Without the IPC channel. */
  readonly isDeaf?: boolean;
  /** The program's name among the scene's files, or the command. */
  readonly program?: string;
  readonly command?: readonly string[];
}

// As sd_listen_fds(3) wants it: the process is to know by its pid that it is meant.
const WITH_PID = 'LISTEN_PID=$$ exec "$@"';

const environmentFor = (here: Scene, handed: readonly Handed[]): Record<string, string> => ({
  ...here.environment,
  NODE_PATH: path.join(repository, 'node_modules'),
  NODE_OPTIONS: nodeOptions,
  LISTEN_FDS: String(handed.length),
  LISTEN_FDNAMES: handed.map(({ name }) => name).join(':'),
  SERVER_STARTER_PORT: handed.map(({ name }, index) => `${name}=${3 + index}`).join(';'),
  PORT: String(handed[0]?.port ?? 0),
  DAEMONIZE_STOP_SIGNAL: 'SIGTERM',
});

const launch = (here: Scene, { handed = [], program = 'server.cjs', ...options }: WorkerOptions): ChildProcess =>
  spawn('/bin/sh', ['-c', WITH_PID, 'sh', ...(options.command ?? [process.execPath, program])], {
    cwd: here.work,
    stdio: [
      'ignore',
      'pipe',
      'pipe',
      ...handed.map(({ descriptor }) => descriptor),
      ...(options.isDeaf ? [] : ['ipc' as const]),
    ],
    env: { ...environmentFor(here, handed), ...options.environment },
  });

/** Starts a worker; it need not be listening yet. */
export const startWorker = (here: Scene, options: WorkerOptions = {}): Worker => {
  const child = launch(here, options);
  const [told, sent]: [Message[], unknown[]] = [[], []];
  let [output, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('message', (message) => sent.push(message));
  child.on('internalMessage', ({ cmd, ...message }: Message & { cmd: string }) => {
    if (cmd === 'NODE_DAEMONIZE') told.push(message);
  });
  // A child that was disconnected has no 'close' event.
  const closed = [child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream?.on('close', resolve)));
  const ended = new Promise<Ended>((resolve) =>
    child.on('exit', async (code, signal) => {
      await Promise.all(closed);
      resolve({ code, signal, stdout: output, stderr });
    }),
  );
  const soFar = () => JSON.stringify({ told, sent, output, stderr });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const waitFor = <Answer>(fact: () => Answer, what: string) =>
    until(() => {
      const answer = fact();
      if (!answer && hasEnded) return { isGone: true as const };
      return answer ? { answer } : undefined;
    }, `${what}; ${soFar()}`).then((found) => {
      if ('isGone' in found) throw new Error(`the worker ended before ${what}; ${soFar()}`);
      return found.answer as NonNullable<Answer>;
    });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const tells: Worker['tells'] = (type, count = 1) =>
    waitFor(() => told.filter((message) => message.type === type)[count - 1], `it tells ${type}`);
  return {
    pid: child.pid ?? Number.NaN,
    child,
    told,
    sent,
    get output() {
      return output;
    },
    ended,
    tells,
    says: (pattern) => waitFor(() => pattern.exec(output), `it says ${pattern}`),
    drain: async () => {
      child.send({ cmd: 'NODE_DAEMONIZE', type: 'drain' });
      await tells('drained');
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return within(ended, () => `it ends; ${soFar()}`);
    },
  };
};

/** Starts a worker and waits until it listens. */
export const listeningWorker = async (here: Scene, options: WorkerOptions): Promise<Worker> => {
  const worker = startWorker(here, options);
  await worker.tells('listening');
  return worker;
};

/** Waits until it has closed its copy of the first socket. The kernel goes on to accept: others may hold that socket. */
export const untilNotAccepting = ({ pid }: Worker): Promise<unknown> =>
  until(() => !descriptorsOf(pid).get(3)?.startsWith('socket:'), `${pid} has closed its socket`);

/** Asks it to drain, and waits until that has begun. */
export const startDraining = async (worker: Worker): Promise<void> => {
  worker.child.send({ cmd: 'NODE_DAEMONIZE', type: 'drain' });
  await untilNotAccepting(worker);
};

/** A scene with one program, and what starts workers of it on one port. */
export const stageFor = (program: string, name = 'server.cjs') => {
  const here = scene({ [name]: program });
  const handed = [handPort()];
  return {
    here,
    port: handed[0]?.port ?? 0,
    start: (options: WorkerOptions = {}) => listeningWorker(here, { handed, program: name, ...options }),
  };
};
