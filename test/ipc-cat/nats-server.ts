/** A nats-server of a test's own, on a port that the kernel chose. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Ended, Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';
import { until } from '../rig/until.ts';

export interface NatsServer {
  readonly port: number;
  /** `nats://127.0.0.1:port/…`; `user` is what stands before the `@`. */
  address(rest: string, user?: string): string;
  /** An orderly end, or kill -9; answers when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Once more, on the same port, with what is on its disk. */
  begin(): Promise<void>;
}

/** `config` is what nats-server reads with -c, `streams` turns JetStream on. */
export const natsServer = async (
  here: Scene,
  { config = '', streams = false }: { readonly config?: string; readonly streams?: boolean } = {},
): Promise<NatsServer> => {
  const name = `nats-${Math.random().toString(36).slice(2)}`;
  const ports = path.join(here.work, name);
  here.write({ [`${name}/`]: '', [`${name}.conf`]: config });
  const store = streams ? ['--jetstream', '--store_dir', path.join(here.work, `${name}.store`)] : [];
  const words = ['--addr', '127.0.0.1', '--config', `${name}.conf`, '--ports_file_dir', ports, ...store];
  let running: Running;
  const start = async (port: number): Promise<number> => {
    for (const old of readdirSync(ports)) rmSync(path.join(ports, old));
    running = here.start('nats-server', ['--port', String(port), ...words]);
    const [found] = await until(() => {
      const [file] = readdirSync(ports);
      return file && /"(?:nats|tls):\/\/127\.0\.0\.1:\d+/.exec(readFileSync(path.join(ports, file), 'utf8'));
    }, 'nats-server tells its port');
    return Number(found?.split(':').at(-1));
  };
  const port = await start(-1);
  return {
    port,
    address: (rest, user = '') => `nats://${user}127.0.0.1:${port}/${rest}`,
    end: async (signal = 'SIGTERM') => {
      running.kill(signal);
      await running.ended;
    },
    begin: async () => void (await start(port)),
  };
};

/** The numbers, a line each. */
export const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `${from + at}\n`).join('');

/** Starts a reader, and waits until the server knows it. */
export const reading = async (here: Scene, address: string, ...options: readonly string[]): Promise<Running> => {
  const reader = here.start(toolPath('ipc-cat'), ['--verbose', '--from-first', ...options, address]);
  await reader.until(/listening on nats/, 'stderr');
  return reader;
};

/** Sends lines, to the end. */
export const send = (here: Scene, address: string, stdin: string, ...options: readonly string[]): Promise<Ended> =>
  here.tool('ipc-cat', ['--to-first', ...options, address], { stdin });
