/** What a command writes, up to a limit. */
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { descriptorOf } from '../bytes/sockets.ts';

export interface Output {
  /**
   * All of it that was written by now, whoever still holds the pipe; where Node does not tell its descriptor, that is waited
   * for.
   */
  take(): Promise<{
    /** Undefined when it was too much. */
    readonly bytes: Buffer | undefined;
    /** Nobody can write there any more. */
    readonly isEnded: boolean;
  }>;
}

const PIECE_BYTES = 64 * 1024;

/** Hands out what lies in the pipe now. Whether there is an end behind it. */
const readRest = (descriptor: number, take: (piece: Buffer) => void): boolean => {
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const length = readSync(descriptor, piece, 0, PIECE_BYTES, null);
      if (length === 0) return true;
      take(piece.subarray(0, length));
    }
  } catch {
    return false; // EAGAIN: somebody whom the command has left behind holds it open
  }
};

/** Collects it. `onTooMuch` is called once there is more than `most` bytes; from then on nothing is kept. */
export const collectOutput = (stream: Socket, most: number, onTooMuch: () => void): Output => {
  let pieces: Buffer[] = [];
  let length = 0;
  const add = (bytes: Buffer): void => {
    length += bytes.length;
    if (length <= most) {
      pieces.push(bytes);
      return;
    }
    const isFirst = length - bytes.length <= most;
    pieces = [];
    if (!isFirst) return;
    onTooMuch();
    stream.destroy();
  };
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('data', add);
  stream.on('error', () => {});
  return {
    take: async () => {
      const descriptor = stream.destroyed ? undefined : descriptorOf(stream);
      const isAtEnd = descriptor !== undefined && readRest(descriptor, add);
      if (descriptor === undefined) await closed;
      const isEnded = isAtEnd || stream.readableEnded;
      stream.destroy();
      return { bytes: length > most ? undefined : Buffer.concat(pieces), isEnded };
    },
  };
};
