/** Listening on a socket of any family. */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { ExitCode, Failure } from '@proctools/core';
import { backlogOf } from '../bytes/backlog.ts';
import { type SocketEnd, socketEnd } from '../bytes/duplex.ts';
import { incoming, rewrapped } from '../bytes/sockets.ts';
import type { AcceptedSocket, Listener } from '../endpoint.ts';
import { queue } from './queue.ts';
import { inWords } from './system-words.ts';

/** Names for the connections of one listener, one after the other. */
export const numbered = (name: string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `${name} (${count})`;
  };
};

/** Of port 0 the system makes one that is free: that is what whoever wants to connect has to be told. */
const toldName = (server: Server, { port }: ListenOptions, name: string): string => {
  const place = server.address();
  return port === 0 && place !== null && typeof place === 'object'
    ? name.replace(/:0(?=[/?]|$)/, `:${place.port}`)
    : name;
};

/** Listens, and answers with the name of what there is now; a Failure with the system's reason when it may not. */
export const listening = (server: Server, where: ListenOptions, name: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const refuse = (cause: Error): void =>
      reject(new Failure(ExitCode.failed, `cannot listen on ${name}`, { cause: inWords(cause) }));
    server.once('error', refuse);
    server.listen(where, () => {
      server.off('error', refuse);
      resolve(toldName(server, where, name));
    });
  });

export interface Listening extends Listener {
  readonly server: Server;
  accept(): Promise<SocketEnd | undefined>;
  acceptSocket(): Promise<AcceptedSocket | undefined>;
}

/** Listens, and hands out each connection as an end of its own. */
export const listen = async (where: ListenOptions, name: string): Promise<Listening> => {
  const connections = queue<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  const backlog = backlogOf(server);
  server.on('connection', (socket) => {
    if (!connections.put(socket)) socket.destroy();
  });
  const told = await listening(server, where, name);
  const nextName = numbered(told);
  server.on('error', (error) => connections.close(error));
  const acceptSocket = async (): Promise<AcceptedSocket | undefined> => {
    if (connections.length === 0) backlog.admit();
    const socket = await connections.take();
    return socket && { name: nextName(), socket };
  };
  return {
    name: told,
    server,
    acceptSocket,
    accept: async () => {
      const accepted = await acceptSocket();
      if (!accepted) return undefined;
      const arriving = incoming();
      return socketEnd(accepted.name, rewrapped(accepted.socket, arriving), arriving);
    },
    close: async () => {
      connections.close();
      server.close();
      for (let left = await connections.take(); left; left = await connections.take()) left.destroy();
    },
  };
};
