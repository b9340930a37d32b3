/** A descriptor that is a pipe, or used like one: a socket of Node's for one way only. It does not block from now on. */
import { Socket, type SocketConstructorOpts } from 'node:net';
import { altered, type ByteReader, type ByteWriter } from '../endpoint.ts';
import type { Half } from './half.ts';
import { closeSocket, incoming, socketReader, socketWriter } from './sockets.ts';

interface OneWay<Part> extends Half<Part> {
  readonly socket: Socket;
}

/** Done to a socket before it is closed. */
type Before = (socket: Socket) => void;

const closing =
  (socket: Socket, before: Before | undefined): (() => Promise<void>) =>
  () => {
    before?.(socket);
    return closeSocket(socket);
  };

/** Reads it. */
export const oneWayReader = (descriptor: number, before?: Before): OneWay<ByteReader> => {
  const arriving = incoming();
  const { onread } = arriving;
  const socket = new Socket({ fd: descriptor, readable: true, writable: false, onread } as SocketConstructorOpts);
  return { socket, part: socketReader(socket, arriving), close: closing(socket, before) };
};

/** Writes to it. A pipe has no half to close: it ends when it is closed. */
export const oneWayWriter = (descriptor: number, before?: Before): OneWay<ByteWriter> => {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true, allowHalfOpen: true });
  const writer = socketWriter(socket);
  const close = closing(socket, before);
  return { socket, part: altered(writer, { end: () => writer.end().then(close) }), close };
};
