// A server as articles write it: `/inline` computes in the server's own thread, `/forked` in a child of its own, and `/` answers
// at once. A computation is told to have begun by the first piece of its answer; the second one is its end.
import { fork } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { computeFor } from './burning.ts';

/** When the first piece is on its way: a thread that computes sends nothing. */
const begun = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.write('begun\n', () => resolve());
  });

const inline = async (response: ServerResponse, ms: number): Promise<void> => {
  await begun(response);
  computeFor(ms);
  response.end('done\n');
};

const forked = (response: ServerResponse, ms: number): void => {
  const child = fork(__filename, ['compute', JSON.stringify({ computesMs: ms })]);
  child.on('message', (message) => {
    if (message === 'begun') void begun(response);
    else response.end('done\n');
  });
};

export interface Computing {
  readonly computesMs: number;
}

/** A child that computes once: tells `begun` first, when that is on its way, and `done` in the end. */
export const computeOnce = ({ computesMs }: Computing): void => {
  process.send?.('begun', () => {
    computeFor(computesMs);
    process.send?.('done', () => process.disconnect());
  });
};

export const serve = ({ computesMs }: Computing): void => {
  const server = createServer((request, response) => {
    if (request.url === '/inline') void inline(response, computesMs);
    else if (request.url === '/forked') forked(response, computesMs);
    else response.end('ok\n');
  });
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => {}); // keeps the channel open
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
};
