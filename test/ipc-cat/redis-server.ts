/** A redis-server of a test's own, on a Unix socket. */
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import type { Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

export const hasRedis = spawnSync('redis-server', ['--version']).error === undefined;

export interface RedisServer {
  /** `redis://…/0` with these settings behind it; `user` is what stands before the `@`. */
  address(settings: string, user?: string): string;
  /** What a command answers, as redis-cli prints it. */
  ask(...words: readonly string[]): Promise<string>;
  /** An orderly end, or kill -9; answers when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Once more, with what is on its disk. */
  begin(): Promise<void>;
  readonly socket: string;
}

const KEEPING = ['--appendonly', 'yes', '--appendfsync', 'always'];

const answers = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const attempt = connect(socket, () => attempt.write('PING\r\n'));
    attempt.on('error', () => resolve(false));
    attempt.on('data', (bytes) => {
      attempt.destroy();
      resolve(/^(?:\+PONG|-NOAUTH)/.test(bytes.toString()));
    });
  });

/** Starts one. `keeps`: what it has said to have survives it. */
export const redisServer = async (
  here: Scene,
  { keeps = false, options = [] }: { readonly keeps?: boolean; readonly options?: readonly string[] } = {},
): Promise<RedisServer> => {
  const socket = path.join(here.work, 'r.sock');
  const words = ['--port', '0', '--unixsocket', socket, '--dir', here.work, '--save', '', ...options];
  const run = () => here.start('redis-server', [...words, ...(keeps ? KEEPING : [])]);
  let running = run();
  const ready = () => until(() => answers(socket), 'redis-server answers');
  await ready();
  return {
    address: (settings, user = '') => `redis://${user}${encodeURIComponent(socket)}/0?${settings}`,
    ask: async (...asked) => {
      const { code, stderr, stdout } = await here.run('redis-cli', ['-s', socket, ...asked]);
      if (code !== 0) throw new Error(`redis-cli ${asked.join(' ')}: ${stderr}${stdout}`);
      return stdout.trimEnd();
    },
    end: async (signal = 'SIGTERM') => {
      running.kill(signal);
      await running.ended;
    },
    signal: (signal) => running.kill(signal),
    begin: async () => {
      running = run();
      await ready();
    },
    socket,
  };
};

/** The numbers, a line each. */
export const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\n`).join('');

/** Starts a reader, and waits until Redis knows it. */
export const reading = async (here: Scene, ...operands: readonly string[]): Promise<Running> => {
  const reader = here.start(toolPath('ipc-cat'), ['--verbose', ...operands]);
  await reader.until(/listening on redis/, 'stderr');
  return reader;
};
