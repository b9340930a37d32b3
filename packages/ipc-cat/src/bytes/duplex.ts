import type { Socket } from 'node:net';
import type { ByteEnd } from '../endpoint.ts';
import { closeSocket, type Incoming, socketReader, socketWriter } from './sockets.ts';

/** A connection, both ways. `arriving` is what its `onread` was taken from. */
export const socketEnd = (name: string, socket: Socket, arriving: Incoming): ByteEnd => ({
  name,
  unit: 'bytes',
  reader: socketReader(socket, arriving),
  writer: socketWriter(socket),
  close: () => closeSocket(socket),
});
