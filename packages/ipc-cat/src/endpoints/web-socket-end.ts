/**
 * A WebSocket as an end for messages. It has no half to close: who has sent a close frame hears no more (RFC 6455, 5.5.1).
 * So at the end of our data the connection stays open for answers, until there was a silence; only then comes our close frame,
 * and what arrives before the other side's is still read.
 */
import { isUtf8 } from 'node:buffer';
import type { Duplex } from 'node:stream';
import { callAfter } from '@proctools/core';
import type { WebSocket } from 'ws';
import type { MessageEnd, Reader, Writer } from '../endpoint.ts';
import { type Batch, batchOf } from '../frames/batch.ts';
import type { Opening } from './opening.ts';
import { SILENCE_MS } from './silence.ts';
import { failureOfClose, failureOfFrame } from './web-socket-trouble.ts';

/** So long may the answer to a ping, or to a close frame, take. */
export const ANSWER_MS = 30_000;
/** So long is waited for the other side's close frame when it does not matter any more. */
const PARTING_MS = 1_000;
/** So many messages are handed to Node at once: each costs it two writes. */
const MOST_AT_ONCE = 512;

export interface WebSocketSettings {
  readonly name: string;
  readonly isBinary: boolean;
  readonly opening: Pick<Opening, 'lingerMs' | 'onBad' | 'tell'>;
}

/** What has passed, and how it stands. */
interface State {
  sent: number;
  received: number;
  receivedBytes: number;
  /** Our data have ended, and answers are waited for. */
  isEnding: boolean;
  /** The other side has read all that was sent. */
  isUpToDate: boolean;
  isRead: boolean;
  isCancelled: boolean;
  isClosed: boolean;
  failure: unknown;
}

const NORMAL = 1000;

/** A reader went away: the word that the rest of ipc-cat knows for it. */
const readerGone = (): Error => Object.assign(new Error('EPIPE: the other side has closed'), { code: 'EPIPE' });

const reading = (socket: WebSocket, state: State, { name, opening }: WebSocketSettings) => {
  let arrived: Buffer[] = [];
  let wake = (): void => {};

  const closeForSilence = (): void => {
    const { received, sent } = state;
    opening.tell({ type: 'silence', name, afterMs: SILENCE_MS, received, sent });
    state.isEnding = false;
    socket.close(NORMAL);
  };
  /** Waits until something has happened. The silence counts only while somebody waits: our own slowness is none. */
  const something = async (): Promise<void> => {
    const counts = state.isEnding && state.sent > 0 && opening.lingerMs === undefined;
    const timer = counts ? callAfter(state.isUpToDate ? SILENCE_MS : ANSWER_MS, closeForSilence) : undefined;
    socket.resume();
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    clearTimeout(timer);
  };
  const take = (): Batch | undefined => {
    const messages = arrived;
    arrived = [];
    return messages.length === 0 ? undefined : batchOf(messages);
  };
  const discard = (): void => {
    state.isCancelled = true;
    arrived = [];
    socket.resume();
    wake();
  };

  socket.on('message', (data) => {
    if (state.isCancelled) return;
    const bytes = data as Buffer; // binaryType is nodebuffer
    state.received += 1;
    state.receivedBytes += bytes.length;
    arrived.push(bytes);
    socket.pause(); // what Node has read already comes nevertheless: no more than it reads at once
    wake();
  });
  socket.on('pong', () => {
    state.isUpToDate = true;
    wake();
  });

  const reader: Reader<Batch> = {
    read: async () => {
      state.isRead = true;
      for (;;) {
        const batch = state.isCancelled ? undefined : take();
        if (batch || state.isCancelled) return batch;
        if (state.failure !== undefined) throw state.failure;
        if (state.isClosed) return undefined;
        await something();
      }
    },
    cancel: discard,
  };
  return { reader, discard, wake: () => wake() };
};

const sending = (socket: WebSocket, isBinary: boolean, streamOf: () => Duplex | undefined) => {
  const some = (payloads: readonly Buffer[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const stream = streamOf();
      stream?.cork();
      payloads.forEach((payload, at) => {
        const binary = isBinary || !isUtf8(payload);
        const isLast = at === payloads.length - 1;
        socket.send(payload, { binary }, isLast ? (error) => (error ? reject(readerGone()) : resolve()) : undefined);
      });
      stream?.uncork();
    });
  return async ({ payloads }: Batch): Promise<void> => {
    for (let at = 0; at < payloads.length; at += MOST_AT_ONCE) await some(payloads.slice(at, at + MOST_AT_ONCE));
  };
};

/** `streamOf` tells what the connection runs over, once it does. To be called before anything can have come. */
export const webSocketEnd = (
  socket: WebSocket,
  settings: WebSocketSettings,
  streamOf: () => Duplex | undefined,
): MessageEnd => {
  const state: State = {
    sent: 0,
    received: 0,
    receivedBytes: 0,
    isEnding: false,
    isUpToDate: false,
    isRead: false,
    isCancelled: false,
    isClosed: false,
    failure: undefined,
  };
  const { discard, reader, wake } = reading(socket, state, settings);
  const send = sending(socket, settings.isBinary, streamOf);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', (code, reason) => {
      state.isClosed = true;
      state.failure ??= failureOfClose(code, reason, streamOf()?.errored);
      wake();
      resolve();
    });
  });
  socket.on('error', (error) => {
    state.failure ??= failureOfFrame(error, state.receivedBytes, settings.opening.onBad);
    wake();
  });

  const part = async (): Promise<void> => {
    discard();
    socket.close(NORMAL);
    await closed;
    if (state.failure !== undefined) throw state.failure;
  };
  const writer: Writer<Batch> = {
    write: async (batch) => {
      state.sent += batch.count;
      await send(batch);
    },
    end: async () => {
      if (state.isClosed) return;
      if (!state.isRead || state.isCancelled) return part();
      state.isEnding = true;
      socket.ping();
      wake();
    },
    gone: closed,
  };
  return {
    name: settings.name,
    unit: 'messages',
    content: 'any',
    reader,
    writer,
    close: async () => {
      if (state.isClosed) return;
      discard();
      socket.close(NORMAL);
      const timer = callAfter(PARTING_MS, () => socket.terminate());
      await closed;
      clearTimeout(timer);
    },
  };
};
