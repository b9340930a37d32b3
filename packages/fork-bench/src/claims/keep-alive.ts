// Asks a server for the same, over and over, on connections that stay: as little work as a client can have.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sleep } from '@proctools/core';

const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** How such an answer ends, whatever its head says. */
const END = Buffer.from('hello world');

export interface KeepAlive {
  readonly socket: Socket;
  asked: number;
  answered: number;
  isAsking: boolean;
}

const askOnce = (connection: KeepAlive): void => {
  connection.asked += 1;
  connection.socket.write(REQUEST);
};

const open = async (port: number): Promise<KeepAlive> => {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  const connection: KeepAlive = { socket, asked: 0, answered: 0, isAsking: false };
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    if (!bytes.includes(END)) return; // the body comes in a piece of its own
    connection.answered += 1;
    if (connection.isAsking) askOnce(connection);
  });
  return connection;
};

export const openKeepAlive = (port: number, count: number): Promise<readonly KeepAlive[]> =>
  Promise.all(Array.from({ length: count }, () => open(port)));

const answersOn = (connections: readonly KeepAlive[]): number =>
  connections.reduce((sum, { answered }) => sum + answered, 0);

/** Until everything that it was asked is answered. */
const drained = async (connection: KeepAlive): Promise<void> => {
  connection.isAsking = false;
  while (connection.answered < connection.asked) await once(connection.socket, 'data');
};

/** Asks on all of them for a time in milliseconds; so many answers came, a second. */
export const answersIn = async (connections: readonly KeepAlive[], ms: number): Promise<number> => {
  const [before, begin] = [answersOn(connections), performance.now()];
  for (const connection of connections) {
    connection.isAsking = true;
    askOnce(connection);
  }
  do await sleep(ms);
  while (answersOn(connections) === before); // a rate of 0 has no ratio to another
  const perSecond = ((answersOn(connections) - before) * 1_000) / (performance.now() - begin);
  await Promise.all(connections.map(drained));
  return perSecond;
};
