/**
 * A channel by `send` and `'message'`, where it cannot be driven as a socket: on Windows its pipe carries frames of libuv's. Slower, and
 * both halves end together. Each message is waited for, so that nothing is kept; reading stops while too much is.
 */

import type { Opening } from '../endpoints/opening.ts';
import { queue } from '../endpoints/queue.ts';
import type { Batch } from '../frames/batch.ts';
import { batchOf } from '../frames/batch.ts';
import { internalMessage } from './internal.ts';
import type { Messages } from './messages.ts';
import { decodeTagged } from './tagged/decode.ts';
import { encodeTagged } from './tagged/encode.ts';

/** A child process, or our own. */
export interface Sender {
  readonly connected: boolean;
  send(message: unknown, handle: undefined, options: undefined, sent: (error: Error | null) => void): boolean;
  disconnect(): void;
  on(event: 'message', take: (message: unknown) => void): unknown;
  once(event: 'disconnect', take: () => void): unknown;
}

interface Flowing {
  readStop(): void;
  readStart(): void;
}

/** With more than this many messages waiting for us, no more are read. */
const MOST_WAITING = 1_000;

const flowOf = (sender: Sender): Flowing | undefined => {
  const symbol = Object.getOwnPropertySymbols(sender).find(({ description }) => description === 'kChannelHandle');
  return symbol && (sender as unknown as Record<symbol, Flowing | undefined>)[symbol];
};

/** The user's messages both ways; those of Node's own never show here. */
export const messagesBySending = (
  sender: Sender,
  serialization: 'json' | 'advanced',
  { onUnsendable }: Pick<Opening, 'onUnsendable'>,
): Messages => {
  const arrived = queue<Buffer>();
  const isAdvanced = serialization === 'advanced';
  let isStopped = false;
  let left = (): void => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  sender.on('message', (message) => {
    arrived.put(Buffer.from(isAdvanced ? encodeTagged(message) : JSON.stringify(message)));
    if (arrived.length < MOST_WAITING || isStopped) return;
    isStopped = true;
    flowOf(sender)?.readStop();
  });
  sender.once('disconnect', () => {
    arrived.close();
    left();
  });
  const valueIn = (payload: Buffer): { readonly value: unknown } | undefined => {
    const { length } = payload;
    try {
      const json: unknown = JSON.parse(payload.toString());
      const value = isAdvanced ? decodeTagged(json) : json;
      if (internalMessage(value) === undefined) return { value };
      onUnsendable({ why: 'reserved', length });
    } catch (error) {
      onUnsendable({ why: error instanceof SyntaxError ? 'not-json' : 'not-tagged', length });
    }
    return undefined;
  };
  const send = (message: unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      if (!sender.connected) return reject(Object.assign(new Error('EPIPE: the channel is closed'), { code: 'EPIPE' }));
      sender.send(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
    });
  return {
    reader: {
      read: async (): Promise<Batch | undefined> => {
        const next = await arrived.take();
        if (isStopped && arrived.length === 0) {
          isStopped = false;
          flowOf(sender)?.readStart();
        }
        return next && batchOf([next]);
      },
      cancel: () => arrived.close(),
    },
    writer: {
      write: async ({ payloads }) => {
        const sent = payloads.flatMap((payload) => valueIn(payload) ?? []).map(({ value }) => send(value));
        await Promise.all(sent);
      },
      end: async () => {
        if (sender.connected) sender.disconnect(); // every write has been called back by now
      },
      gone,
    },
  };
};
