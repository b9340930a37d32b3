import { type Connection, openConnection } from './connection.ts';

/** More than that are not open at once; who comes later waits, and its time counts. */
const MOST_CONNECTIONS = 512;

/** Connections that are kept for the next request: each is used by one at a time, and a new one is made when none is free. */
export const createPool = (port: number) => {
  const free: Connection[] = [];
  const waiting: ((connection: Connection) => void)[] = [];
  let open = 0;
  return {
    use: (work: (connection: Connection) => void): void => {
      const connection = free.pop();
      if (connection) work(connection);
      else if (open === MOST_CONNECTIONS) waiting.push(work);
      else {
        open += 1;
        work(openConnection(port));
      }
    },
    giveBack: (connection: Connection): void => {
      const next = waiting.shift();
      if (next) next(connection);
      else free.push(connection);
    },
    /** It cannot be used again. */
    drop: (): void => {
      open -= 1;
      const next = waiting.shift();
      if (!next) return;
      open += 1;
      next(openConnection(port));
    },
    close: (): void => {
      for (const connection of free) connection.destroy();
    },
  };
};
