import net from 'node:net';
import type { Handed } from './handed.ts';
import type { Asked } from './request.ts';
import { isPretending, pretendToListen, stopPretending } from './stand-in.ts';

/** Whether nobody would hear of a connection. */
export const isUnheard = (server: net.Server): boolean => server.listenerCount('connection') === 0;

const pretending = new WeakSet<object>();

/** Whether something is a server that seems to listen on a handed socket, or did. */
export const isPretender = (something: unknown): something is net.Server =>
  typeof something === 'object' && something !== null && pretending.has(something);

const addressOf = ({ request }: Asked, handed: Handed): ReturnType<net.Server['address']> => {
  if (request.type === 'path' || handed.type === 'path') return null; // setPipeName has said it
  const host = /^[\d.]+$|:/.test(request.host) ? request.host : handed.host || '0.0.0.0';
  return { address: host, family: host.includes(':') ? 'IPv6' : 'IPv4', port: handed.port };
};

type CreateHandle = (address: null, port: null, family: null, descriptor: number) => object | number;

/** A handle of Node's that has the socket, and does not listen; undocumented, as in crew/sockets.ts. */
const handleOf = ({ descriptor }: Handed): object | undefined => {
  const { _createServerHandle: create } = net as { _createServerHandle?: CreateHandle };
  const handle = create?.(null, null, null, descriptor);
  return typeof handle === 'object' ? handle : undefined;
};

const closeOn = (server: net.Server, signal: unknown): void => {
  if (!(signal instanceof AbortSignal)) return;
  if (signal.aborted) process.nextTick(() => server.close());
  else signal.addEventListener('abort', () => void server.close(), { once: true });
};

/**
 * For a server that nobody listens to. Programs look so whether a port is free before they listen on it (get-port, detect-port): the
 * look would lose connections, and with its close() the descriptor. So it only seems to listen, until somebody wants its connections:
 * then `listen` is called, which is to listen really. A master that hands the socket to its children listens so, too.
 */
export const listenUnheard = (server: net.Server, asked: Asked, handed: Handed, listen: () => void): void => {
  const handle = pretendToListen(server, addressOf(asked, handed), handleOf(handed));
  pretending.add(server);
  if (asked.callback) server.once('listening', asked.callback);
  closeOn(server, asked.signal);
  const heard = (event: string | symbol): void => {
    if (event !== 'connection') return;
    stop();
    if (!isPretending(server, handle)) return;
    stopPretending(server, handle);
    listen();
  };
  const stop = (): void => {
    server.off('newListener', heard).off('close', stop);
  };
  server.on('newListener', heard).on('close', stop);
  process.nextTick(() => {
    if (isPretending(server, handle)) server.emit('listening');
  });
};
