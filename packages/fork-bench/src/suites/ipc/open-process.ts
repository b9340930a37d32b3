// Starts the far end as a process, and opens the way to it that is to be measured.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { ProcessChannel } from './channels.ts';
import type { Line } from './lines/line.ts';
import { handleLine, processLine } from './lines/process-line.ts';
import { frameLine, jsonLine } from './lines/stream-line.ts';
import type { FarSpec, Hello, NearSpec } from './spec.ts';
import { placedOn } from './taskset.ts';

/** A way that is open. */
export interface Open<Way> {
  readonly way: Way;
  readonly farCpus: string | undefined;
}

const FAR = path.join(__dirname, 'child-ipc-far.cjs');

const startFar = (spec: FarSpec, cpu: number | undefined): ChildProcess => {
  const [command = process.execPath, ...operands] = [...placedOn(cpu), process.execPath, FAR, JSON.stringify(spec)];
  const streams = spec.channel === 'pipe' ? 'pipe' : 'ignore';
  const far = spawn(command, operands, {
    stdio: [streams, streams, 'inherit', 'ipc'],
    serialization: spec.channel === 'advanced' ? 'advanced' : 'json',
  });
  // Nothing can be measured without it.
  far.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
  return far;
};

const withFar = async (far: ChildProcess): Promise<Open<ChildProcess>> => {
  const [hello] = (await once(far, 'message')) as [Hello];
  return { way: far, farCpus: hello.cpus };
};

const addressOf = (server: Server): string | number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : String(address);
};

/** Listens, starts the far end, and answers with the socket of its connection. */
const withSocket = async (listening: ListenOptions, spec: FarSpec, cpu: number | undefined): Promise<Open<Socket>> => {
  const server = createServer({ noDelay: true });
  server.listen(listening);
  await once(server, 'listening');
  const far = startFar({ ...spec, address: addressOf(server) }, cpu);
  const [[socket], { farCpus }] = await Promise.all([once(server, 'connection') as Promise<[Socket]>, withFar(far)]);
  server.close();
  return { way: socket, farCpus };
};

/** Linux has names for sockets that are no files: nothing can be left of them. unix(7) Elsewhere there is a folder for a moment. */
const withUnixSocket = async (spec: FarSpec, cpu: number | undefined): Promise<Open<Socket>> => {
  if (process.platform === 'linux') return withSocket({ path: `\0fork-bench-${process.pid}` }, spec, cpu);
  const folder = await mkdtemp(path.join(tmpdir(), 'fork-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await withSocket({ path: path.join(folder, 'socket') }, spec, cpu);
  } finally {
    remove();
    process.off('exit', remove);
  }
};

const withHandle = async (far: ChildProcess): Promise<Open<Line>> => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { farCpus } = await withFar(far);
  return { way: handleLine(far, server), farCpus };
};

const map = <From, To>({ farCpus, way }: Open<From>, change: (way: From) => To): Open<To> => ({
  way: change(way),
  farCpus,
});

/** Opens a way between two processes. */
export const openProcess = async (channel: ProcessChannel, { farCpu }: NearSpec): Promise<Open<Line>> => {
  const far = () => startFar({ channel }, farCpu);
  switch (channel) {
    case 'json':
    case 'advanced':
      return map(await withFar(far()), (child) => processLine(child, channel));
    case 'pipe':
      return map(await withFar(far()), ({ stdin, stdout }) => jsonLine(stdout as Readable, stdin as Writable));
    case 'unix':
      return map(await withUnixSocket({ channel }, farCpu), frameLine);
    case 'tcp':
      return map(await withSocket({ port: 0, host: '127.0.0.1' }, { channel }, farCpu), frameLine);
    case 'handle':
      return withHandle(far());
  }
};
