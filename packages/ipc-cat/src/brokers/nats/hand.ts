/**
 * Messages that were delivered and neither accepted nor refused yet. While somebody works on them the server is told so, or
 * it would deliver them again; and when we end, it is told that we have not done them.
 */
import { callAfter, Failure } from '@proctools/core';
import type { Receipt } from '../../frames/batch.ts';
import { TRY_AGAIN } from '../../verdict.ts';
import { gathered } from '../gathered.ts';
import type { Connection } from './connection.ts';
import { type Delivery, refusalDelayMs } from './delivery.ts';
import type { Link } from './link.ts';

export interface Hand {
  /** Takes a message; undefined when it is in our hands already, and was delivered again. */
  take(delivery: Delivery, reply: string): Receipt | undefined;
  /** Gives back what is left. Never rejects. */
  giveBack(): Promise<void>;
}

const ACCEPTED = '+ACK';
const REFUSED = '-NAK';
const WORKING = '+WPI';
const NANOSECONDS = 1_000_000;
/** How long the server may take to confirm, and to hear our last word. */
const CONFIRM_MS = 10_000;
const LAST_WORD_MS = 1_000;

const refused = (delayMs: number): string =>
  delayMs === 0 ? REFUSED : `${REFUSED} {"delay":${delayMs * NANOSECONDS}}`;

/** The server takes acknowledgements in order: when it has confirmed the last, it has got them all. */
const acknowledge = async ({ nc }: Connection, replies: readonly string[]): Promise<void> => {
  for (const reply of replies.slice(0, -1)) nc.publish(reply, ACCEPTED);
  await nc.request(replies.at(-1) ?? '', ACCEPTED, { timeout: CONFIRM_MS });
};

const unconfirmed = (error: unknown): unknown => {
  if (!(error instanceof Error) || !['TimeoutError', 'RequestError'].includes(error.name)) return error;
  if (/^connection /.test(error.message)) return error;
  return new Failure(TRY_AGAIN, 'what was written out could not be acknowledged: it will come again');
};

export interface HandSettings {
  readonly use: Link['use'];
  readonly ackWaitMs: () => number;
  /** Has the server forget that we had asked for more, before it is given something back. */
  readonly withdraw: (connection: Connection) => Promise<unknown>;
}

export const hand = ({ ackWaitMs, use, withdraw }: HandSettings): Hand => {
  const held = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const accept = gathered((replies: readonly string[]) =>
    use((connection) =>
      acknowledge(connection, replies).catch((error: unknown) => {
        throw unconfirmed(error);
      }),
    ),
  );
  const sayWorking = (): void => {
    timer = undefined;
    if (isOver || held.size === 0) return;
    schedule();
    void use(async ({ nc }) => {
      for (const reply of held.values()) nc.publish(reply, WORKING);
    }).catch(() => {}); // then it comes again
  };
  /** Three times within the time that it has: two of them may be late. */
  const schedule = (): void => {
    timer ??= callAfter(Math.max(10, ackWaitMs() / 3), sayWorking);
  };
  return {
    take: ({ count, key }, reply) => {
      if (held.has(key)) return undefined;
      held.set(key, reply);
      schedule();
      return {
        attempt: count,
        accept: async () => {
          await accept(reply);
          held.delete(key);
        },
        refuse: async () => {
          held.delete(key);
          await use(async ({ during, nc }) => {
            nc.publish(reply, refused(refusalDelayMs(count)));
            await during(nc.flush());
          }).catch(() => {}); // without a word from us it comes again, too
        },
      };
    },
    giveBack: async () => {
      isOver = true;
      clearTimeout(timer);
      if (held.size === 0) return;
      let late: NodeJS.Timeout | undefined;
      const told = use(async (connection) => {
        const { during, nc } = connection;
        await withdraw(connection);
        for (const reply of held.values()) nc.publish(reply, REFUSED);
        await during(nc.flush());
      }).catch(() => {});
      await Promise.race([
        told,
        new Promise<void>((resolve) => {
          late = callAfter(LAST_WORD_MS, resolve);
        }),
      ]);
      clearTimeout(late);
      held.clear();
    },
  };
};
