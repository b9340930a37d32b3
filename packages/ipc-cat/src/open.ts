/** From an address to an end. What is rare is loaded when it is asked for. */
import { callAfter, ExitCode, Failure } from '@proctools/core';
import type { Named } from './address/address.ts';
import type { End, Listener } from './endpoint.ts';
import { openDescriptor } from './endpoints/descriptor.ts';
import { openExec } from './endpoints/exec.ts';
import { openFifo } from './endpoints/fifo.ts';
import { openFile } from './endpoints/file.ts';
import type { Opening } from './endpoints/opening.ts';
import { openStdio } from './endpoints/stdio.ts';
import { listenTcp, openTcp } from './endpoints/tcp.ts';
import { listenUnix, openUnix } from './endpoints/unix.ts';

/** Which halves are used. */
export interface Wants {
  readonly reader: boolean;
  readonly writer: boolean;
}

/** Starts to listen; undefined for an address where nobody can connect. */
export const openListener = async ({ address, name }: Named): Promise<Listener | undefined> => {
  switch (address.type) {
    case 'unix-listen':
      return listenUnix({ address, name });
    case 'tcp-listen':
      return listenTcp({ address, name });
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
    case 'fifo':
      return openFifo({ address, name }, wants.reader ? 'read' : 'write', opening);
    case 'file':
      return openFile({ address, name }, wants);
    case 'descriptor':
      return openDescriptor(name, address.descriptor);
    case 'exec':
      return openExec(name, address.command, wants);
    case 'redis':
      return (await import('./brokers/redis/open-redis.ts')).openRedis({ address, name }, wants, opening);
    default: {
      const listener = await openListener(named);
      if (listener) return acceptOne(listener, opening);
      throw new Failure(ExitCode.failed, `${name}: not built yet`);
    }
  }
};
