/** A connection that is made again when it is lost, if that is wanted. Whoever works on it works on the next one then. */
import { Failure, isFailure } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { connectPatiently } from '../../endpoints/reconnect/connect-patiently.ts';
import { TRY_AGAIN } from '../../verdict.ts';
import { connectOnce } from './connect-once.ts';
import type { Connection } from './connection.ts';
import { briefly, isOfConnection, Lost, Unreachable } from './reason.ts';

export interface Link {
  /** Does something on the connection that there is, and once more on the next when it is lost meanwhile. */
  use<Answer>(work: (connection: Connection) => Promise<Answer>): Promise<Answer>;
  /** Rejects when there will be no connection any more; it never settles otherwise. */
  readonly down: Promise<never>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface LinkSettings {
  /** What we write is not sent back to us. */
  readonly noEcho: boolean;
  /** What each new connection begins with; `isAgain` for all but the first. */
  readonly setUp: (connection: Connection, isAgain: boolean) => Promise<void>;
  /** A connection was lost, and the next is looked for. */
  readonly onLoss: (why: string) => void;
}

/** Nothing comes of it any more: it is all over, or we are about to die of a signal. */
const never = <Answer>(): Promise<Answer> => new Promise(() => {});

/** Of a failure on the way, whose address is told beside it. */
const unnamed = (error: unknown, name: string): unknown =>
  isFailure(error) ? new Failure(error.code, error.message.replace(`${name}: `, ''), { cause: error.cause }) : error;

/** Connects. A Failure says why that cannot be; later ones reject `down`. */
export const openLink = async (
  where: Named<NatsAddress>,
  opening: Opening,
  { noEcho, onLoss, setUp }: LinkSettings,
): Promise<Link> => {
  const { reconnect, tell } = opening;
  const { name } = where;
  const closing = new AbortController();
  const over = AbortSignal.any([closing.signal, opening.signal]);
  let alive: Connection | undefined;
  let fail = (_: unknown): void => {};
  const down = new Promise<never>((_, reject) => {
    fail = (error) => reject(unnamed(error, name));
  });
  down.catch(() => {});

  const begin = async (isAgain: boolean, how: Opening): Promise<Connection> => {
    const connection = await connectOnce(where, how, noEcho);
    try {
      await connection.during(setUp(connection, isAgain));
    } catch (error) {
      await connection.close();
      throw error instanceof Lost ? new Unreachable(TRY_AGAIN, `${name}: ${error.message}`) : error;
    }
    if (over.aborted) await connection.close();
    return connection;
  };

  /** Until somebody answers, or the time for that is over. */
  const persist = async (why: string | undefined): Promise<Connection> => {
    const connect = (how: Opening): Promise<Connection> => begin(why !== undefined, how);
    const isPassing = (error: unknown): boolean => error instanceof Unreachable;
    try {
      if (!reconnect) return await connect(opening);
      const patience = { name, connect, backoff: reconnect, opening, isPassing, reasonFor: briefly };
      return await connectPatiently(patience, { why, tries: 0, signal: over });
    } catch (error) {
      if (over.aborted) return never();
      throw error;
    }
  };

  let current: Promise<Connection>;
  const again = async (why: string): Promise<Connection> => {
    if (over.aborted) return never();
    if (!reconnect) throw new Failure(TRY_AGAIN, why);
    onLoss(why);
    const connection = await persist(why);
    tell({ type: 'reconnected', name });
    return connection;
  };
  const follow = (connection: Connection): void => {
    alive = connection;
    void connection.lost.then((why) => {
      alive = undefined;
      current = again(why);
      current.then(follow, fail);
    });
  };

  if (where.address.tls?.verify === false) tell({ type: 'unverified', name });
  const first = await persist(undefined);
  current = Promise.resolve(first);
  follow(first);
  return {
    down,
    use: async (work) => {
      for (;;) {
        const connection = await current.catch((error: unknown) => Promise.reject(unnamed(error, name)));
        try {
          return await connection.during(work(connection));
        } catch (error) {
          if (!isOfConnection(error)) throw error;
          await connection.lost; // `current` is the next one from here on
        }
      }
    },
    close: async () => {
      closing.abort();
      await alive?.close();
    },
  };
};
