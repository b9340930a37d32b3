import type { AddressInfo, Server } from 'node:net';
import type { Named, TcpAddress } from '../address/address.ts';
import { socketEnd } from '../bytes/duplex.ts';
import type { ByteEnd } from '../endpoint.ts';
import { connectTo } from './connect.ts';
import type { Opening } from './opening.ts';
import { type Listening, listen } from './server.ts';

/** Connects to a TCP port. */
export const openTcp = async ({ address, name }: Named<TcpAddress>, opening: Opening): Promise<ByteEnd> => {
  const { arriving, socket } = await connectTo(
    { host: address.host ?? 'localhost', port: address.port },
    name,
    opening,
  );
  return socketEnd(name, socket, arriving);
};

const withPort =
  (host: string | undefined) =>
  (server: Server): string => {
    const { port } = server.address() as AddressInfo;
    const place = host === undefined ? '' : host.includes(':') ? `[${host}]:` : `${host}:`;
    return `tcp-listen:${place}${port}`;
  };

/** Listens on a TCP port; port 0 is one that is free. */
export const listenTcp = ({ address, name }: Named<TcpAddress>): Promise<Listening> =>
  listen(
    { port: address.port, ...(address.host === undefined ? {} : { host: address.host }) },
    name,
    withPort(address.host),
  );
