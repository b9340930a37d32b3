import type net from 'node:net';
import { followFrames } from './frames.ts';
import { quietly } from './quietly.ts';

/** A connection that was upgraded, to a WebSocket or to something else. */
export interface Upgraded {
  /** Sends the close frame 1001, as soon as no frame is in the middle; what is no WebSocket is left alone. */
  leave(): void;
}

/** Unmasked, as servers send: FIN and opcode 8, two bytes: 1001, "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = Uint8Array.of(0x88, 0x02, 0x03, 0xe9);

/** The client answers the close frame and waits for the end; a program that does not know of our frame may not bring that. */
const GRACE_MS = 5_000;

type Write = (this: net.Socket, chunk: unknown, ...rest: unknown[]) => boolean;

const bytesOf = (chunk: unknown, encoding: unknown): Uint8Array | undefined => {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return ArrayBuffer.isView(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : undefined;
};

/** Follows what is written to the socket from now on, before the program has answered the upgrade. */
export const watchUpgraded = (socket: net.Socket): Upgraded => {
  const frames = followFrames();
  const [write, end] = [socket.write as Write, socket.end as unknown as Write];
  let [isLeaving, hasLeft] = [false, false];
  const leaveBetween = (): void => {
    if (!isLeaving || hasLeft || !frames.isBetween || socket.writableEnded || socket.destroyed) return;
    hasLeft = true;
    Reflect.apply(write, socket, [GOING_AWAY]);
    const timer = setTimeout(() => socket.destroySoon(), GRACE_MS).unref();
    socket.once('close', () => clearTimeout(timer));
  };
  const watched: Write = function writeWatched(chunk, ...rest) {
    // Nothing may follow a close frame (RFC 6455, 5.5.1); the program's own one would.
    const sent = hasLeft ? new Uint8Array() : chunk;
    const answer = Reflect.apply(write, this, [sent, ...rest]);
    quietly(() => {
      const bytes = bytesOf(sent, rest[0]);
      if (bytes) frames.follow(bytes);
      leaveBetween();
    });
    return answer;
  };
  socket.write = watched as typeof socket.write;
  socket.end = function endWatched(this: net.Socket, chunk: unknown, ...rest: unknown[]) {
    if (chunk === undefined || chunk === null || typeof chunk === 'function')
      return Reflect.apply(end, this, [chunk, ...rest]);
    const [encoding, done] = typeof rest[0] === 'function' ? [undefined, rest[0]] : rest;
    this.write(chunk as string, encoding as BufferEncoding);
    return Reflect.apply(end, this, done ? [done] : []);
  } as unknown as typeof socket.end;
  return {
    leave: () => {
      isLeaving = true;
      leaveBetween();
    },
  };
};
