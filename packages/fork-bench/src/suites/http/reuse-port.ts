import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { LOCAL } from './answering.ts';

const listen = async (port: number): Promise<Server> => {
  const server = createServer();
  server.listen({ port, host: LOCAL, ...{ reusePort: true } }); // @types/node 20 does not know it yet
  await once(server, 'listening');
  return server;
};

const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

/** Whether two can listen on one port here. An older Node takes no notice of the option, and another system refuses it: so it is tried. */
export const canReusePort = async (): Promise<boolean> => {
  const open: Server[] = [];
  try {
    const first = await listen(0);
    open.push(first);
    open.push(await listen((first.address() as AddressInfo).port));
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all(open.map(close));
  }
};
