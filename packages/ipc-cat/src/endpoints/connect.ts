/** Connecting a socket, and being patient about it. */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { callAfter, ExitCode, Failure } from '@proctools/core';
import { type Incoming, incoming } from '../bytes/sockets.ts';
import { cannotConnect } from './cannot-connect.ts';
import type { Opening } from './opening.ts';

export interface Connected {
  readonly socket: Socket;
  readonly arriving: Incoming;
}

/** Out of time. */
export const late = (name: string): Failure => new Failure(ExitCode.timedOut, `${name}: nobody answered in time`);

/**
 * Waits for a socket to be connected. A Failure with the system's reason when it is refused, with 124 when that takes
 * too long, and nothing is left of it then.
 */
export const untilConnected = (
  socket: Socket,
  event: 'connect' | 'secureConnect',
  name: string,
  { connectTimeoutMs, signal }: Pick<Opening, 'connectTimeoutMs' | 'signal'>,
  failureOf: (name: string, cause: Error) => Failure = cannotConnect,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (failure?: Failure): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', refuse);
      socket.off('close', hungUp);
      if (failure === undefined) {
        resolve();
        return;
      }
      socket.on('error', () => {});
      socket.destroy();
      reject(failure);
    };
    const refuse = (cause: Error): void => settle(failureOf(name, cause));
    const hungUp = (): void => refuse(new Error('the other side hung up'));
    const abort = (): void => settle(new Failure(ExitCode.failed, `${name}: given up`));
    const timer = connectTimeoutMs === undefined ? undefined : callAfter(connectTimeoutMs, () => settle(late(name)));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', refuse);
    socket.once('close', hungUp);
    socket.once(event, () => settle());
  });

/** Connects to a socket whose data are taken piece by piece. */
export const connectTo = async (where: NetConnectOpts, name: string, opening: Opening): Promise<Connected> => {
  const arriving = incoming();
  const socket = connect({ ...where, allowHalfOpen: true, onread: arriving.onread, noDelay: true } as NetConnectOpts);
  await untilConnected(socket, 'connect', name, opening);
  return { socket, arriving };
};
