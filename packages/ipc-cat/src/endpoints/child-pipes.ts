/**
 * Pipes for a child. Of the socket pairs that Node would give it, whoever's reader goes away gets ECONNRESET instead of
 * SIGPIPE, and /dev/stdin and /dev/stdout cannot be opened.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { closeSocket, incoming, socketReader, socketWriter } from '../bytes/sockets.ts';
import { altered, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { makePipePlaces, type PipePlaces } from './pipe-places.ts';

/** One end for the child, a descriptor that blocks, and the other as ours. */
export interface ChildPipe<Half> {
  readonly childs: number;
  readonly half: Half;
  close(): Promise<void>;
}

export interface ChildPipes {
  readonly stdin: ChildPipe<ByteWriter> | undefined;
  readonly stdout: ChildPipe<ByteReader> | undefined;
  /** Once the child has its ends, ours of them are closed: else nobody would ever see the end of the data. */
  readonly handedOver: () => void;
}

export interface Streams {
  readonly stdin: boolean;
  readonly stdout: boolean;
}

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

const inward = (file: string): ChildPipe<ByteWriter> => {
  const both = openSync(file, O_RDWR | O_NONBLOCK); // so that the next has somebody who writes, and need not wait for one
  const childs = openSync(file, O_RDONLY);
  const descriptor = openSync(file, O_WRONLY | O_NONBLOCK);
  closeSync(both);
  const socket = new Socket({ fd: descriptor, readable: false, writable: true, allowHalfOpen: true });
  const writer = socketWriter(socket);
  const close = (): Promise<void> => closeSocket(socket);
  // A pipe has no half to close: it ends when it is closed.
  return { childs, half: altered(writer, { end: () => writer.end().then(close) }), close };
};

const outward = (file: string): ChildPipe<ByteReader> => {
  const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
  const childs = openSync(file, O_WRONLY);
  const arriving = incoming();
  const { onread } = arriving;
  const socket = new Socket({ fd: descriptor, readable: true, writable: false, onread } as SocketConstructorOpts);
  return { childs, half: socketReader(socket, arriving), close: () => closeSocket(socket) };
};

const closeAll = (pipes: readonly (ChildPipe<unknown> | undefined)[]): void => {
  for (const pipe of pipes) if (pipe) closeSync(pipe.childs);
};

/** The pipes that are wanted; undefined where there can be none (Windows, no /proc), and Node's own have to do. */
export const makeChildPipes = async (wants: Streams): Promise<ChildPipes | undefined> => {
  let places: PipePlaces | undefined;
  try {
    places = await makePipePlaces();
    if (!places) return undefined;
    const stdin = wants.stdin ? inward(places.input) : undefined;
    const stdout = wants.stdout ? outward(places.output) : undefined;
    return { stdin, stdout, handedOver: () => closeAll([stdin, stdout]) };
  } catch {
    return undefined;
  } finally {
    places?.release();
  }
};
