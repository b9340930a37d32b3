/** A connection that is made again when it is lost, if that is wanted. Whoever works on it works on the next one then. */
import { Failure, monotonicMs, sleep } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { TRY_AGAIN } from '../../verdict.ts';
import { waitMs } from '../patience.ts';
import { type Connection, connectOnce } from './connection.ts';
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

/** Connects. A Failure says why that cannot be; later ones reject `down`. */
export const openLink = async (
  where: Named<NatsAddress>,
  opening: Opening,
  { noEcho, onLoss, setUp }: LinkSettings,
): Promise<Link> => {
  const { reconnect, tell } = opening;
  const { name } = where;
  const closing = new AbortController();
  let fail = (_: unknown): void => {};
  const down = new Promise<never>((_, reject) => {
    fail = reject;
  });
  down.catch(() => {});

  const begin = async (isAgain: boolean): Promise<Connection> => {
    const connection = await connectOnce(where, opening, noEcho);
    try {
      await connection.during(setUp(connection, isAgain));
      return connection;
    } catch (error) {
      await connection.close();
      throw error instanceof Lost ? new Unreachable(TRY_AGAIN, `${name}: ${error.message}`) : error;
    }
  };

  /** Until somebody answers, or `endMs` has come. */
  const persist = async (firstWhy: string | undefined, endMs: number): Promise<Connection> => {
    for (let attempt = 0, why = firstWhy; ; attempt += 1) {
      if (why !== undefined && reconnect) {
        const inMs = Math.min(waitMs(reconnect, attempt, Math.random()), Math.max(0, endMs - monotonicMs()));
        tell({ type: 'reconnecting', name, why, inMs });
        await sleep(inMs, AbortSignal.any([closing.signal, opening.signal]));
      }
      try {
        return await begin(firstWhy !== undefined);
      } catch (error) {
        if (!reconnect || !(error instanceof Unreachable) || monotonicMs() >= endMs) throw error;
        why = briefly(error);
      }
    }
  };

  let current: Promise<Connection>;
  const again = async (why: string): Promise<Connection> => {
    if (closing.signal.aborted || !reconnect) throw new Failure(TRY_AGAIN, why);
    onLoss(why);
    const connection = await persist(why, Number.POSITIVE_INFINITY);
    tell({ type: 'reconnected', name });
    return connection;
  };
  const follow = (connection: Connection): void => {
    void connection.lost.then((why) => {
      current = again(why);
      current.then(follow, fail);
    });
  };

  const first = await persist(undefined, monotonicMs() + (opening.connectTimeoutMs ?? Number.POSITIVE_INFINITY));
  current = Promise.resolve(first);
  follow(first);
  return {
    down,
    use: async (work) => {
      for (;;) {
        const connection = await current;
        try {
          return await connection.during(work(connection));
        } catch (error) {
          if (!isOfConnection(error)) throw error;
          await connection.lost; // `current` is the next one from here on
        }
      }
    },
    close: async () => {
      closing.abort(new Failure(TRY_AGAIN, 'closed'));
      await current.then(
        (connection) => connection.close(),
        () => {},
      );
    },
  };
};
