/**
 * Named pipes of Windows. They have no half to close: after `end` the other side finds the pipe gone, and cannot answer
 * any more (EPIPE, measured). So the end of our data waits for a silence.
 */
import { usageFailure } from '@proctools/core';
import type { Named, WindowsPipeAddress } from '../address/address.ts';
import { type SocketEnd, socketEnd } from '../bytes/duplex.ts';
import type { ByteEnd, Listener } from '../endpoint.ts';
import { connectTo } from './connect.ts';
import type { Opening } from './opening.ts';
import { listen } from './server.ts';
import { silence } from './silence.ts';

type WindowsPipe = Named<WindowsPipeAddress>;

const pathOf = ({ address, name }: WindowsPipe): string => {
  if (process.platform === 'win32') return `\\\\.\\pipe\\${address.name}`;
  throw usageFailure(`${name}: only Windows has these pipes`, 'take a socket (unix:PATH) or a FIFO (fifo:PATH) here');
};

/** An end that keeps the end of its data back for as long as an answer may come. */
const withoutHalves = (end: SocketEnd, lingerMs: number | undefined): ByteEnd => {
  const { reader, writer } = end;
  let [isRead, isOver, hasSent] = [false, false, false];
  const quiet = silence(() => reader.cancel());
  return {
    ...end,
    reader: {
      cancel: () => {
        isOver = true;
        reader.cancel();
      },
      read: async () => {
        isRead = true;
        const bytes = await quiet.during(() => reader.read());
        if (bytes === undefined) isOver = true;
        return bytes;
      },
    },
    writer: {
      gone: writer.gone,
      write: (bytes) => {
        hasSent = true;
        return writer.write(bytes);
      },
      end: async () => {
        if (!isRead || isOver) return writer.end();
        if (hasSent && lingerMs === undefined) quiet.begin();
      },
    },
  };
};

/** Connects to a named pipe. */
export const openWindowsPipe = async (pipe: WindowsPipe, opening: Opening): Promise<ByteEnd> => {
  const { arriving, socket } = await connectTo({ path: pathOf(pipe) }, pipe.name, opening);
  return withoutHalves(socketEnd(pipe.name, socket, arriving), opening.lingerMs);
};

/** Listens on a named pipe. */
export const listenWindowsPipe = async (pipe: WindowsPipe, { lingerMs }: Opening): Promise<Listener> => {
  const listener = await listen({ path: pathOf(pipe) }, pipe.name);
  return {
    ...listener,
    accept: async () => {
      const end = await listener.accept();
      return end && withoutHalves(end, lingerMs);
    },
  };
};
