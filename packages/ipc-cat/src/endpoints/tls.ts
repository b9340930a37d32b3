/**
 * TLS: as TCP, but nobody else can read or change it, and the other side has shown who it is. Each direction ends for
 * itself, as of TLS 1.3 (RFC 8446, 6.1); Node does so with 1.2, too.
 */
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import type { Named, TlsAddress } from '../address/address.ts';
import { cipheredEnd } from '../bytes/streams.ts';
import type { ByteEnd, Listener } from '../endpoint.ts';
import { untilConnected } from './connect.ts';
import type { Opening } from './opening.ts';
import { queue } from './queue.ts';
import { listening, numbered } from './server.ts';
import { clientOptions, serverOptions } from './tls-options.ts';
import { cannotConnectByTls, reasonOfTls } from './tls-trouble.ts';

/** A TLS error in words. An error of the connection below stays what it is. */
const explain = (error: unknown): unknown => {
  const trouble = reasonOfTls(error);
  return trouble ? new Error(trouble.hint ? `${trouble.reason} (${trouble.hint})` : trouble.reason) : error;
};

/** Connects, and checks who answers. */
export const openTls = async ({ address, name }: Named<TlsAddress<'tls'>>, opening: Opening): Promise<ByteEnd> => {
  const host = address.host ?? 'localhost';
  if (!address.tls.verify) opening.tell({ type: 'unverified', name });
  const options = clientOptions(address.tls, host, name);
  const where = { host, port: address.port, allowHalfOpen: true };
  const socket = tls.connect({ ...options, ...where });
  socket.setNoDelay(true);
  await untilConnected(socket, 'secureConnect', name, opening, cannotConnectByTls);
  return cipheredEnd(name, socket, explain);
};

/** Listens, and hands out each connection once TLS is agreed on. Who fails at that is told, and the others go on. */
export const listenTls = async (
  { address, name }: Named<TlsAddress<'tls-listen'>>,
  { tell }: Pick<Opening, 'tell'>,
): Promise<Listener> => {
  const connections = queue<Socket>();
  const server = tls.createServer({ ...serverOptions(address.tls, name), pauseOnConnect: true });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {}); // its reader hears of it
    socket.allowHalfOpen = true; // only now: who hangs up before TLS is agreed on would not be noticed
    if (!connections.put(socket)) socket.destroy();
  });
  server.on('tlsClientError', (error, socket) => {
    socket.destroy();
    tell({ type: 'turned-away', name, why: reasonOfTls(error)?.reason ?? error.message });
  });
  const told = await listening(
    server,
    { port: address.port, ...(address.host === undefined ? {} : { host: address.host }) },
    name,
  );
  const nextName = numbered(told);
  server.on('error', (error) => connections.close(error));
  return {
    name: told,
    accept: async () => {
      const socket = await connections.take();
      return socket && cipheredEnd(nextName(), socket, explain);
    },
    close: async () => {
      connections.close();
      server.close();
      for (let left = await connections.take(); left; left = await connections.take()) left.destroy();
    },
  };
};
