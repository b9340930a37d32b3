// Has everything become ready at the same time, in the check phase, and tells in which order the callbacks come.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { computeFor } from './burning.ts';

/** Longer than a timer of 1 ms. */
const UNTIL_DUE_MS = 3;

/** Two ends of a connection with ourselves: what is written to one can be read from the other at once. */
const connectedPair = async (): Promise<readonly [Socket, Socket]> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  const [[far]] = await Promise.all([once(server, 'connection'), once(near, 'connect')]);
  server.close();
  return [near, far as Socket];
};

const oneTurn = ([near, far]: readonly [Socket, Socket]): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const order: string[] = [];
    const came = (what: string): void => {
      order.push(what);
      if (order.length === 5) resolve(order);
    };
    setImmediate(() => {
      setImmediate(() => came('check'));
      far.once('data', () => came('I/O'));
      near.write('x');
      setTimeout(() => came('timer'), 0);
      void Promise.resolve().then(() => came('microtask'));
      process.nextTick(() => came('nextTick'));
      computeFor(UNTIL_DUE_MS);
    });
  });

/** Sends the orders of so many turns. */
export const loop = async ({ turns }: { readonly turns: number }): Promise<void> => {
  const pair = await connectedPair();
  const orders: (readonly string[])[] = [];
  for (let turn = 0; turn < turns; turn += 1) orders.push(await oneTurn(pair));
  for (const socket of pair) socket.destroy();
  process.send?.(orders, () => process.disconnect());
};
