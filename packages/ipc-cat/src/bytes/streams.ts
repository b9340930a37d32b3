/** Streams of Node that are more than a socket, as ends for bytes: what passes a cipher. */
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ByteEnd, ByteReader } from '../endpoint.ts';
import { closeSocket, socketWriter } from './sockets.ts';

/** What somebody is told instead of a stream's own error. */
export type Explain = (error: unknown) => unknown;

/** Reads a stream: what has come is taken in one piece, and Node holds no more of it than its high water mark. */
export const streamReader = (stream: Readable, explain: Explain): ByteReader => {
  let isOver = stream.readableEnded || stream.destroyed;
  let isCancelled = false;
  let failure: unknown = stream.errored ?? undefined;
  let wake = (): void => {};
  const over = (error?: unknown): void => {
    isOver = true;
    failure ??= error;
    wake();
  };
  const take = (): Buffer | undefined => {
    if (isCancelled) return undefined;
    const bytes = stream.read() as Buffer | null;
    if (bytes === null && failure !== undefined) throw explain(failure);
    return bytes ?? undefined;
  };
  stream.on('readable', () => wake());
  stream.once('end', () => over());
  stream.once('close', () => over());
  stream.on('error', over);

  return {
    read: async () => {
      for (let bytes = take(); ; bytes = take()) {
        if (bytes || isOver || isCancelled) return bytes;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    cancel: () => {
      isCancelled = true;
      wake();
    },
  };
};

/** A connection through a cipher, both ways. Its descriptor is nobody's affair: what is written there would be no cipher text. */
export const cipheredEnd = (name: string, socket: Socket, explain: Explain): ByteEnd => {
  const { end, gone, write } = socketWriter(socket);
  return {
    name,
    unit: 'bytes',
    reader: streamReader(socket, explain),
    writer: { write: (bytes) => write(bytes).catch((error: unknown) => Promise.reject(explain(error))), end, gone },
    close: () => closeSocket(socket),
  };
};
