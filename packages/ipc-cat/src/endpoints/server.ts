/** Listening on a socket of any family. */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { ExitCode, Failure } from '@proctools/core';
import { socketEnd } from '../bytes/duplex.ts';
import { incoming, rewrapped } from '../bytes/sockets.ts';
import type { ByteEnd, Listener } from '../endpoint.ts';
import { queue } from './queue.ts';

const numbered = (name: string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `${name} (${count})`;
  };
};

/** Whether this process may listen there; a Failure with the system's reason when not. */
export const listening = (server: Server, where: ListenOptions, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Failure(ExitCode.failed, `cannot listen on ${name}`, { cause })));
    server.listen(where, resolve);
  });

export interface Listening extends Listener {
  readonly server: Server;
  accept(): Promise<ByteEnd | undefined>;
}

/**
 * Listens, and hands out each connection as an end of its own. `nameOf` is what it is called once it is known where it
 * listens: a port may have been chosen by the system.
 */
export const listen = async (
  where: ListenOptions,
  asked: string,
  nameOf: (server: Server) => string = () => asked,
): Promise<Listening> => {
  const connections = queue<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  server.on('connection', (socket) => {
    if (!connections.put(socket)) socket.destroy();
  });
  await listening(server, where, asked);
  const name = nameOf(server);
  const nextName = numbered(name);
  server.on('error', (error) => connections.close(error));
  return {
    name,
    server,
    accept: async () => {
      const accepted = await connections.take();
      if (!accepted) return undefined;
      const arriving = incoming();
      return socketEnd(nextName(), rewrapped(accepted, arriving), arriving);
    },
    close: async () => {
      connections.close();
      server.close();
      for (let left = await connections.take(); left; left = await connections.take()) left.destroy();
    },
  };
};
