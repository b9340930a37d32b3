// Keeps a value where it is told to: in its own memory, in a file, or in Redis.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { globalState, setGlobal } from './facts.ts';

export type Place =
  | { readonly type: 'memory' }
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'redis'; readonly socket: string };

/** To keep a value, or to tell the one that is there. */
export interface Order {
  readonly place: Place;
  readonly keep?: string;
}

const askRedis = async (socket: string, command: string): Promise<string | null> => {
  const connection = connect(socket);
  connection.write(`${command}\r\n`);
  const [bytes] = (await once(connection, 'data')) as [Buffer];
  connection.destroy();
  return /^\$\d+\r\n(.*)\r\n$/s.exec(bytes.toString())?.[1] ?? null;
};

const obey = async ({ keep, place }: Order): Promise<string | null> => {
  switch (place.type) {
    case 'memory':
      if (keep !== undefined) setGlobal(keep);
      return globalState() ?? null;
    case 'file':
      if (keep !== undefined) writeFileSync(place.file, keep);
      return readFileSync(place.file, 'utf8');
    case 'redis':
      return askRedis(place.socket, keep === undefined ? 'GET state' : `SET state ${keep}`);
  }
};

/** Answers each order with the value that is there then. */
export const memory = (): void => {
  process.on('message', async (order: Order) => process.send?.({ value: await obey(order) }));
  process.send?.('ready');
};
