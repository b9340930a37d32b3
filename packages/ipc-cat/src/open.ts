/** From an address to an end. What is rare is loaded when it is asked for. */
import { callAfter, ExitCode, Failure } from '@proctools/core';
import type { Named } from './address/address.ts';
import type { End, Listener } from './endpoint.ts';
import { openDescriptor } from './endpoints/descriptor.ts';
import { openFile } from './endpoints/file.ts';
import type { Opening } from './endpoints/opening.ts';
import { openStdio } from './endpoints/stdio.ts';
import { listenTcp, openTcp } from './endpoints/tcp.ts';
import { listenUnix, openUnix } from './endpoints/unix.ts';

/** Which halves are used. */
export interface Wants {
  readonly reader: boolean;
  readonly writer: boolean;
  /** Nobody else reads our standard input: a child may have it. */
  readonly isStdinFree?: boolean;
}

/** Starts to listen; undefined for an address where nobody can connect. */
export const openListener = async ({ address, name }: Named, opening: Opening): Promise<Listener | undefined> => {
  switch (address.type) {
    case 'unix-listen':
      return listenUnix({ address, name });
    case 'tcp-listen':
      return listenTcp({ address, name });
    case 'tls-listen':
      return (await import('./endpoints/tls.ts')).listenTls({ address, name }, opening);
    case 'windows-pipe-listen':
      return (await import('./endpoints/windows-pipe.ts')).listenWindowsPipe({ address, name }, opening);
    case 'ws-listen':
      return (await import('./endpoints/web-socket.ts')).listenWebSocket({ address, name }, opening);
    default:
      return undefined;
  }
};

/** The first who connects. Nobody else can then. */
const acceptOne = async (listener: Listener, { connectTimeoutMs, signal, tell }: Opening): Promise<End> => {
  tell({ type: 'listening', name: listener.name });
  const stop = (): void => void listener.close();
  signal.addEventListener('abort', stop, { once: true });
  const timer = connectTimeoutMs === undefined ? undefined : callAfter(connectTimeoutMs, stop);
  const end = await listener.accept();
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  await listener.close();
  if (end) return end;
  throw new Failure(ExitCode.timedOut, `${listener.name}: nobody connected in time`);
};

/** Opens an address. A Failure says why it cannot be. */
export const open = async (named: Named, wants: Wants, opening: Opening): Promise<End> => {
  const { address, name } = named;
  switch (address.type) {
    case 'stdio':
      return openStdio(wants);
    case 'unix':
      return openUnix({ address, name }, opening);
    case 'tcp':
      return openTcp({ address, name }, opening);
    case 'tls':
      return (await import('./endpoints/tls.ts')).openTls({ address, name }, opening);
    case 'ws':
      return (await import('./endpoints/web-socket.ts')).openWebSocket({ address, name }, opening);
    case 'fifo':
      return (await import('./endpoints/fifo.ts')).openFifo(
        { address, name },
        wants.reader ? 'read' : 'write',
        opening,
      );
    case 'file':
      return openFile({ address, name }, wants);
    case 'descriptor':
      return openDescriptor(name, address.descriptor, wants);
    case 'exec':
      return (await import('./endpoints/exec.ts')).openExec(name, address.command, wants);
    case 'redis':
      return (await import('./brokers/redis/open-redis.ts')).openRedis({ address, name }, wants, opening);
    case 'nats':
      return address.stream === undefined
        ? (await import('./brokers/nats/core-nats.ts')).openCoreNats({ address, name }, wants, opening)
        : (await import('./brokers/nats/jetstream.ts')).openJetStream({ address, name }, wants, opening);
    case 'windows-pipe':
      return (await import('./endpoints/windows-pipe.ts')).openWindowsPipe({ address, name }, opening);
    case 'fork':
      return process.platform === 'win32' // the pipe of a channel carries frames of libuv's there
        ? (await import('./channel/fork-by-sending.ts')).openForkBySending(name, address.command, wants, opening)
        : (await import('./channel/fork.ts')).openFork(name, address.command, wants, opening);
    case 'parent':
      return (await import('./channel/parent.ts')).openParent(name, wants, opening);
    default: {
      const listener = await openListener(named, opening);
      if (listener) return acceptOne(listener, opening);
      throw new Error(`${name} is of a kind that nobody opens`);
    }
  }
};
