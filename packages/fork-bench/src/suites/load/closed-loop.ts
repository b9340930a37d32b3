import { setImmediate } from 'node:timers';
import { openConnection } from './connection.ts';
import { requestFor } from './exchange.ts';

/** What a loop is to do. */
export interface ClosedLoop {
  readonly port: number;
  readonly connections: number;
  /** False: a connection for each request. */
  readonly isKeepAlive: boolean;
}

/**
 * Asks as fast as it is answered, with so many connections at once, until the process ends. Answers with a count
 * of the requests that failed. It finds out how much a server can do, and nothing about latency: a slow answer keeps it from asking.
 */
export const startClosedLoop = ({ connections, isKeepAlive, port }: ClosedLoop): (() => number) => {
  const request = requestFor('/', isKeepAlive);
  let failures = 0;
  const start = (): void => {
    const connection = openConnection(port);
    const again = (error?: Error): void => {
      if (error) failures += 1;
      if (!error && isKeepAlive) connection.ask(request, again);
      else setImmediate(start); // not at once: a server that is gone would be asked in an endless recursion
    };
    connection.ask(request, again);
  };
  for (let count = 0; count < connections; count += 1) start();
  return () => failures;
};
