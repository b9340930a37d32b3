/**
 * One connection that speaks RESP2, the protocol of Redis. Of @redis/client it takes the decoder; the connection is our own,
 * because the library reads whatever comes as fast as it comes, and a slow standard output has to hold it back.
 */

import type { ErrorReply } from '@redis/client/dist/lib/errors.js';
import { Decoder, RESP_TYPES } from '@redis/client/dist/lib/RESP/decoder.js';
import { closeSocket, socketWriter } from '../../bytes/sockets.ts';
import type { Connected } from '../../endpoints/connect.ts';
import { encode } from './encode.ts';

export type Command = readonly (string | Buffer)[];

/** An error is an answer, too: of the commands that were sent together, others may have been done. */
export type Reply = string | number | Buffer | null | ErrorReply | readonly Reply[];

/** The connection went away. `answered` are the replies that had come by then. */
export class WireLost extends Error {
  readonly answered: readonly Reply[];
  constructor(answered: readonly Reply[], cause: unknown) {
    super('the connection was lost', cause === undefined ? {} : { cause });
    this.answered = answered;
  }
}

export interface Wire {
  /** Sends commands in one go. The replies, in their order; rejects with WireLost only. */
  ask(commands: readonly Command[]): Promise<readonly Reply[]>;
  /** What comes without being asked for: nothing is read before somebody listens. Rejects with WireLost. */
  listen(): Promise<readonly Reply[]>;
  /** Settles when the connection has gone; noticed only while somebody asks, or where it is `attentive`. */
  readonly lost: Promise<void>;
  readonly isLost: boolean;
  close(): Promise<void>;
}

const BYTES = { [RESP_TYPES.BLOB_STRING]: Buffer };

/** When a write fails, what Redis had said before is still to be read. Its end may not be told any more after that. */
const LAST_WORDS_MS = 50;

interface Waiting {
  readonly wanted: number;
  readonly replies: Reply[];
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (error: WireLost) => void;
}

/** Speaks RESP on a connection. An attentive wire always reads: for one where nothing comes unasked. */
export const speak = ({ arriving, socket }: Connected, isAttentive: boolean): Wire => {
  const waiting: Waiting[] = [];
  let unasked: Reply[] = [];
  let failure: WireLost | undefined;
  let isReading = false;
  let tellLost = (): void => {};
  const lost = new Promise<void>((resolve) => {
    tellLost = resolve;
  });

  const lose = (cause?: unknown): void => {
    if (failure) return;
    failure = new WireLost([], cause);
    for (const { reject, replies } of waiting.splice(0)) reject(new WireLost(replies, cause));
    socket.destroy();
    tellLost();
  };
  const arrive = (reply: Reply): void => {
    const [first] = waiting;
    if (first === undefined) {
      if (!isAttentive) unasked.push(reply);
      return;
    }
    first.replies.push(reply);
    if (first.replies.length < first.wanted) return;
    waiting.shift();
    first.resolve(first.replies);
  };
  const decoder = new Decoder({
    onReply: arrive,
    onErrorReply: arrive,
    onPush: () => {},
    getTypeMapping: () => BYTES,
  });
  /** Reads one piece. Others may read into the same buffer afterwards, so it is copied. */
  const step = async (): Promise<void> => {
    try {
      const bytes = await arriving.next(socket);
      if (bytes === undefined) lose();
      else decoder.write(Buffer.from(bytes));
    } catch (error) {
      lose(error);
    }
  };
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    while (!failure && (isAttentive || waiting.length > 0)) await step();
    isReading = false;
  };

  // It keeps what has come in when a write fails: Redis says why it sends somebody away, and closes.
  const writer = socketWriter(socket);
  if (isAttentive) void read();
  return {
    ask: (commands) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ wanted: commands.length, replies: [], resolve, reject });
        void writer.write(encode(commands)).catch((error: unknown) => setTimeout(lose, LAST_WORDS_MS, error));
        void read();
      }),
    listen: async () => {
      while (unasked.length === 0) {
        if (failure) throw failure;
        await step();
      }
      const all = unasked;
      unasked = [];
      return all;
    },
    lost,
    get isLost() {
      return failure !== undefined;
    },
    close: async () => {
      arriving.cancel();
      lose();
      await closeSocket(socket);
    },
  };
};
