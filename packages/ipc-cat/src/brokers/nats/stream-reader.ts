/** Reading a stream: as much is asked for as there is room for, and where messages are acknowledged they are in our hands. */
import type { Msg } from '@nats-io/transport-node';
import { ExitCode, Failure } from '@proctools/core';
import type { Reader } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import { type Batch, batchOf, type Receipt } from '../../frames/batch.ts';
import type { Connection } from './connection.ts';
import { deliveryOf } from './delivery.ts';
import type { Hand } from './hand.ts';
import { inbox } from './inbox.ts';
import { type Pull, pull } from './pull.ts';
import type { Consumer } from './stream.ts';

/** How much may lie here that nobody has asked for yet. */
const MOST_COUNT = 1024;
const MOST_BYTES = 4 * 1024 * 1024;

interface Item {
  readonly payload: Buffer;
  readonly subject: string;
  readonly receipt: Receipt | undefined;
  /** It may have come before. */
  readonly isAgain: boolean;
}

export interface StreamReading {
  readonly reader: Reader<Batch>;
  /** The number of the last message that has come; undefined before the first. */
  readonly lastSequence: number | undefined;
  /** Begins to ask this consumer. */
  begin(connection: Connection, consumer: Consumer): void;
  fail(error: unknown): void;
}

export interface StreamReaderSettings extends Pick<Opening, 'tell'> {
  readonly name: string;
  readonly stream: string;
  /** Undefined where nothing is acknowledged. */
  readonly hand: Hand | undefined;
  readonly fits: (payload: Buffer) => boolean;
  /** The consumer is there no more. */
  readonly onGone: () => void;
}

export const streamReading = ({ fits, hand, name, onGone, stream, tell }: StreamReaderSettings): StreamReading => {
  let asking: Pull | undefined;
  let lastSequence: number | undefined;
  /** Who asks for so many at most has no use for others before he asks again: they are left to other readers. */
  let most: number | undefined = 0;
  const items = inbox<Item>({ mostBytes: MOST_BYTES, onFull: () => {}, onRoom: () => {} });

  const arrive = ({ data, reply = '', subject }: Msg): void => {
    const delivery = deliveryOf(reply);
    if (delivery === undefined) return;
    const payload = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (!fits(payload)) return; // it is not acknowledged, and comes again for whoever takes it
    const receipt = hand?.take(delivery, reply);
    if (hand && receipt === undefined) return;
    // A server that was killed may not remember that it had delivered it.
    const isAgain = delivery.count > 1 || delivery.sequence <= (lastSequence ?? 0);
    lastSequence = Math.max(lastSequence ?? 0, delivery.sequence);
    items.put({ payload, subject, receipt, isAgain }, payload.length);
  };
  return {
    get lastSequence() {
      return lastSequence;
    },
    begin: (connection, consumer) => {
      asking?.stop();
      asking = pull(connection, {
        stream,
        consumer: consumer.name,
        mostCount: consumer.mostCount,
        room: () => (items.isFull ? 0 : (most ?? MOST_COUNT) - items.count),
        least: () => (most === undefined ? consumer.mostCount / 2 : 1),
        arrive,
        onEnd: (why) => (why === 'gone' ? onGone() : items.close(new Failure(ExitCode.failed, why.refused))),
      });
    },
    fail: items.close,
    reader: {
      read: async (wanted) => {
        most = wanted;
        asking?.ask();
        const taken = await items.takeAll();
        if (taken === undefined) return undefined;
        if (wanted === undefined) asking?.ask();
        else most = 0;
        const again = taken.filter(({ isAgain }) => isAgain).length;
        if (again > 0) tell({ type: 'again', name, count: again });
        return batchOf(
          taken.map(({ payload }) => payload),
          {
            subjects: taken.map(({ subject }) => subject),
            ...(hand ? { receipts: taken.flatMap(({ receipt }) => receipt ?? []) } : {}),
          },
        );
      },
      cancel: () => {
        asking?.stop();
        items.cancel();
      },
    },
  };
};
