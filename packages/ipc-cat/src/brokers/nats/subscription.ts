/** Reading a subject. What is published while nobody subscribes is nobody's: core NATS delivers at most once. */
import type { Msg } from '@nats-io/transport-node';
import type { Named, NatsAddress } from '../../address/address.ts';
import { hasWildcard } from '../../address/nats-target.ts';
import type { Reader } from '../../endpoint.ts';
import { type Batch, batchOf, type SendAnswer } from '../../frames/batch.ts';
import type { Connection } from './connection.ts';
import { inbox } from './inbox.ts';

/** More than a server sends in one go, and less than anybody misses. */
const MOST_BYTES = 4 * 1024 * 1024;

interface Item {
  readonly payload: Buffer;
  readonly subject: string;
  /** Where somebody waits for an answer. */
  readonly send: SendAnswer | undefined;
}

export interface Subscription {
  readonly reader: Reader<Batch>;
  /** Subscribes on this connection, and checks that this is permitted. */
  begin(connection: Connection): Promise<void>;
  fail(error: unknown): void;
}

/** `fits` says whether a message may be handed on; it tells it, if not. `answerTo` answers who waits at an inbox. */
export const subscription = (
  { address: { queue, subject = '' }, name }: Named<NatsAddress>,
  fits: (payload: Buffer) => boolean,
  answerTo: (inbox: string, answer: Buffer) => Promise<void>,
): Subscription => {
  let current: Connection | undefined;
  const isMany = hasWildcard(subject);
  const items = inbox<Item>({
    mostBytes: MOST_BYTES,
    onFull: () => current?.hold(),
    onRoom: () => current?.resume(),
  });
  const arrive = (message: Msg): void => {
    const { data, reply } = message;
    const payload = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (!fits(payload)) return;
    const send = reply ? (answer: Buffer) => answerTo(reply, answer) : undefined;
    items.put({ payload, send, subject: isMany ? message.subject : subject }, payload.length);
  };
  return {
    begin: async (connection) => {
      current = undefined; // the answer that is waited for must not be held back
      const { nc } = connection;
      nc.subscribe(subject, {
        ...(queue === undefined ? {} : { queue }),
        callback: (error, message) => {
          if (!error) arrive(message);
        },
      });
      await connection.during(nc.flush());
      await connection.assertPermitted(`${name}: `);
      current = connection;
      if (items.isFull) connection.hold();
    },
    fail: items.close,
    reader: {
      read: async () => {
        const taken = await items.takeAll();
        if (taken === undefined) return undefined;
        return batchOf(
          taken.map(({ payload }) => payload),
          {
            ...(isMany ? { subjects: taken.map((item) => item.subject) } : {}),
            ...(taken.some(({ send }) => send) ? { answers: taken.map(({ send }) => send) } : {}),
          },
        );
      },
      cancel: items.cancel,
    },
  };
};
