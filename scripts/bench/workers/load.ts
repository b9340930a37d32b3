// Clients that know what became of each of their requests, and how long each took.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, get, type Outcome } from '../../../test/daemonize/preload/client.ts';
import type { Kind } from './wrk.ts';

/** What has not been answered by then counts as lost. */
const LONGEST_MS = 5000;
/** Before the next try where nobody listens. */
const PAUSE_MS = 5;

/** A request: when it began, how long it took, and what was lost, if it was. */
export interface Asked {
  readonly at: number;
  readonly ms: number;
  readonly lost?: Exclude<Outcome['type'], 'answered'> | 'wrong';
}

/** Requests without a pause, until told to stop. */
export interface Load {
  /** All so far. */
  readonly asked: readonly Asked[];
  /** Resolves when all that was asked has been answered, or lost. */
  readonly stop: () => Promise<readonly Asked[]>;
}

const lostOf = (outcome: Outcome): Asked['lost'] => {
  if (outcome.type !== 'answered') return outcome.type;
  return outcome.status === 200 && outcome.body === 'hello' ? undefined : 'wrong';
};

/** So many clients at a time, each one request after the other. */
export const load = (port: number, kind: Kind, clients: number): Load => {
  const asked: Asked[] = [];
  let isOver = false;
  const request = get('/', kind === 'keep-alive' ? '' : 'Connection: close\r\n');
  const note = (at: number, outcome: Outcome): void => {
    const lost = lostOf(outcome);
    asked.push({ at, ms: performance.now() - at, ...(lost && { lost }) });
  };
  const converse = async (): Promise<void> => {
    let at = performance.now();
    const connection = await connect({ host: '127.0.0.1', port });
    if ('type' in connection) {
      note(at, connection);
      await sleep(PAUSE_MS);
      return;
    }
    connection.socket.setTimeout(LONGEST_MS, () => connection.socket.destroy(new Error('no answer')));
    do {
      note(at, await connection.ask(request));
      at = performance.now();
    } while (kind === 'keep-alive' && connection.isUsable && !isOver);
    connection.end();
  };
  const client = async (): Promise<void> => {
    while (!isOver) await converse();
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    asked,
    stop: async () => {
      isOver = true;
      await all;
      return asked;
    },
  };
};
