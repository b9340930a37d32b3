/**
 * The channel that a Node parent has given us, as bytes. Others may hold it, too: it is left as it was, and what is written
 * lies in it in whole messages.
 */
import { Socket, type SocketConstructorOpts } from 'node:net';
import { incoming, socketReader, socketWriter } from '../bytes/sockets.ts';
import { altered, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { type ChannelHandle, serializationOf } from './hold.ts';
import { takingExactly } from './take-exactly.ts';
import { wholeFrames } from './whole-frames.ts';

export interface OwnChannel {
  readonly serialization: 'json' | 'advanced';
  readonly reader: ByteReader;
  readonly writer: ByteWriter;
  /** Leaves it to others, as it was. */
  readonly leave: () => void;
}

export interface OwnChannelSettings {
  /** Nothing is taken from it: others will. */
  readonly reads: boolean;
  /** Not a byte more is taken than whole messages. */
  readonly isExact: boolean;
}

/** A handle that came along with a message would stay open. */
const closingHandles = (onread: ReturnType<typeof incoming>['onread'], handle: ChannelHandle) => ({
  ...onread,
  callback: (length: number, bytes: Uint8Array): boolean => {
    handle.pendingHandle?.close();
    handle.pendingHandle = null;
    return onread.callback(length, bytes);
  },
});

/** Takes the channel over from Node. It blocks again when we leave it. */
export const takeChannel = (handle: ChannelHandle, { isExact, reads }: OwnChannelSettings): OwnChannel => {
  const serialization = serializationOf(handle);
  const framing = serialization === 'json' ? 'json' : 'length';
  const arriving = incoming();
  const onread = closingHandles(arriving.onread, handle);
  handle.setBlocking(false);
  handle.ref();
  const socket = new Socket({
    handle,
    readable: reads,
    writable: true,
    pauseOnCreate: true, // what nobody asks for stays in the channel
    onread: isExact ? { ...onread, buffer: Buffer.alloc(1) } : onread,
  } as SocketConstructorOpts);
  const writer = socketWriter(socket);
  return {
    serialization,
    reader: isExact ? takingExactly(socket, arriving, handle.fd, framing) : socketReader(socket, arriving),
    writer: altered(writer, {
      write: async (bytes) => {
        for (const piece of wholeFrames(bytes, framing)) await writer.write(piece);
      },
    }),
    leave: () => {
      handle.readStop();
      handle.setBlocking(true);
    },
  };
};
