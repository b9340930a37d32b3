import { connect } from 'node:net';
import { answerLength } from './exchange.ts';

export interface Connection {
  /** Sends the request and calls back once, when the answer is whole, or why there is none. One at a time. */
  readonly ask: (request: Buffer, done: (error?: Error) => void) => void;
  readonly destroy: () => void;
}

/** A connection to a server here. Plain sockets: node:http at this end would cost more than the server does. */
export const openConnection = (port: number): Connection => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer | undefined;
  let waiting: ((error?: Error) => void) | undefined;
  const settle = (error?: Error): void => {
    const call = waiting;
    [waiting, received] = [undefined, undefined];
    call?.(error);
  };
  const take = (chunk: Buffer): void => {
    received = received ? Buffer.concat([received, chunk]) : chunk;
    const length = answerLength(received);
    if (length !== undefined && received.length >= length) settle();
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      settle(error as Error);
      socket.destroy();
    }
  });
  socket.on('error', settle);
  socket.on('close', () => settle(new Error('the server closed the connection')));
  return {
    ask: (request, done) => {
      waiting = done;
      socket.write(request);
    },
    destroy: () => void socket.destroy(),
  };
};
