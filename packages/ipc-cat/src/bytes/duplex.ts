import type { Socket } from 'node:net';
import type { ByteEnd, ByteReader, ByteWriter } from '../endpoint.ts';
import { closeSocket, type Incoming, socketReader, socketWriter } from './sockets.ts';

/** An end with both halves. */
export interface SocketEnd extends ByteEnd {
  readonly reader: ByteReader;
  readonly writer: ByteWriter;
}

/** A connection, both ways. `arriving` is what its `onread` was taken from. */
export const socketEnd = (name: string, socket: Socket, arriving: Incoming): SocketEnd => ({
  name,
  unit: 'bytes',
  reader: socketReader(socket, arriving),
  writer: socketWriter(socket),
  close: () => closeSocket(socket),
});
