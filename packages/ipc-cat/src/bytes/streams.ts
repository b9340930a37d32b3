/** Streams of Node that are more than a socket, as ends for bytes: what passes a cipher. */
import type { Socket } from 'node:net';
import { callAfter } from '@proctools/core';
import type { ByteEnd, ByteReader } from '../endpoint.ts';
import { closeSocket, socketWriter } from './sockets.ts';

/** What somebody is told instead of a stream's own error. */
export type Explain = (error: unknown) => unknown;

/** When writing has failed, what had come before is still read; but nobody may tell that there is no more. */
const LAST_MS = 1_000;

const brokenOff = (): Error => new Error('the connection broke off');

interface CipheredReader extends ByteReader {
  /** A write failed, perhaps one of the cipher's own: what still comes is read, and is not all. */
  broken(error: Error): void;
}

/** Reads a stream: what has come is taken in one piece, and Node holds no more of it than its high water mark. */
const cipheredReader = (stream: Socket, explain: Explain): CipheredReader => {
  let isOver = stream.readableEnded || stream.destroyed;
  let isCancelled = false;
  let broken: Error | undefined;
  let last: Buffer | undefined;
  let failure: unknown = stream.errored ?? undefined;
  let wake = (): void => {};
  const over = (error?: unknown): void => {
    isOver = true;
    failure ??= error ?? broken;
    wake();
  };
  const take = (): Buffer | undefined => {
    if (isCancelled) return undefined;
    const bytes = last ?? (stream.read() as Buffer | null);
    last = undefined;
    if (bytes === null && failure !== undefined) throw explain(failure);
    return bytes ?? undefined;
  };
  /** After an error of the cipher Node leaves the connection open, and never answers who writes to it. */
  const fail = (error: Error): void => {
    last = (stream.read() as Buffer | null) ?? undefined;
    over(error);
    stream.destroy();
  };
  const something = async (): Promise<void> => {
    const timer = broken && callAfter(LAST_MS, () => over(broken));
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    clearTimeout(timer);
  };
  stream.on('readable', () => wake());
  stream.once('end', () => over());
  stream.once('close', () => over(stream.readableEnded ? undefined : (stream.errored ?? brokenOff())));
  stream.on('error', fail);

  return {
    read: async () => {
      for (let bytes = take(); ; bytes = take()) {
        if (bytes || isOver || isCancelled) return bytes;
        await something();
      }
    },
    cancel: () => {
      isCancelled = true;
      wake();
    },
    broken: (error) => {
      broken ??= error;
      wake();
    },
  };
};

/** A connection through a cipher, both ways. Its descriptor is nobody's affair: what is written there would be no cipher text. */
export const cipheredEnd = (name: string, socket: Socket, explain: Explain): ByteEnd => {
  const { broken, cancel, read } = cipheredReader(socket, explain);
  const { end, gone, write } = socketWriter(socket, broken);
  return {
    name,
    unit: 'bytes',
    reader: { read, cancel },
    writer: { write: (bytes) => write(bytes).catch((error: unknown) => Promise.reject(explain(error))), end, gone },
    close: () => closeSocket(socket),
  };
};
