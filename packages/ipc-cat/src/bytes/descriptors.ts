/**
 * Reading and writing descriptors that we were given. They may be shared with others, who count on it that they block, so
 * pipes are opened once more where the system can: then it is only ours that does not. What is theirs is put back at the end.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statSync,
  write,
  writeSync,
} from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { ExitCode, errorCode, Failure, flagsOfDescriptor } from '@proctools/core';
import { altered, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { closeSocket, incoming, makeBlocking, piecesReader, socketReader, socketWriter } from './sockets.ts';

const BUFFER_BYTES = 128 * 1024;

/** One half of a descriptor, and how to let go of it. */
export interface Half<Part> {
  readonly part: Part;
  readonly close: () => Promise<void>;
}

const NOTHING = '/dev/null';

type Kind = 'file' | 'pipe' | 'socket' | 'terminal';

const kindOf = (descriptor: number, stats: Stats): Kind => {
  if (stats.isFIFO()) return 'pipe';
  if (stats.isSocket()) return 'socket';
  const isTerminal = stats.isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(descriptor);
  return isTerminal ? 'terminal' : 'file';
};

const targetOf = (descriptor: number | string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return ''; // no /proc, or closed meanwhile
  }
};

/** Node has descriptors of its own, for its event loop, and pipes to itself: nobody who started us can mean these. */
export const isOfNode = (descriptor: number): boolean => {
  if (descriptor <= 2) return false;
  const target = targetOf(descriptor);
  if (target.startsWith('anon_inode:')) return true;
  return (
    target.startsWith('pipe:') && readdirSync('/proc/self/fd').filter((one) => targetOf(one) === target).length > 1
  );
};

/** What a descriptor is. A Failure when it is not open. */
const look = (descriptor: number, what: string): Kind => {
  try {
    return kindOf(descriptor, fstatSync(descriptor));
  } catch (cause) {
    throw new Failure(ExitCode.failed, `${what} is not open`, { cause });
  }
};

export const isTerminalDescriptor = (descriptor: number): boolean => {
  try {
    return kindOf(descriptor, fstatSync(descriptor)) === 'terminal';
  } catch {
    return false;
  }
};

/** Closes it for whoever is at its other end. Its number stays taken: the next file to be opened must not be standard output. */
const letGo = (descriptor: number): void => {
  try {
    closeSync(descriptor);
    if (descriptor <= 2) openSync(NOTHING, constants.O_RDWR);
  } catch {} // it was not open
};

/** Where the system does not tell it does: most do. */
const isBlocking = (descriptor: number): boolean => ((flagsOfDescriptor(descriptor) ?? 0) & constants.O_NONBLOCK) === 0;

/** The same pipe as a description of our own, and whether it is; where that cannot be (macOS, another user's), the given one. */
const ownPipe = (descriptor: number, flags: number): { readonly descriptor: number; readonly isOwn: boolean } => {
  try {
    const file = `/proc/self/fd/${descriptor}`;
    const own = openSync(file, flags | constants.O_NONBLOCK);
    // Linux tells the end of a pipe only to descriptions that have seen a writer; so we are one, for a moment.
    if (flags === constants.O_RDONLY) closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
    letGo(descriptor);
    return { descriptor: own, isOwn: true };
  } catch (error) {
    if (errorCode(error) === 'ENXIO') throw Object.assign(new Error('EPIPE: broken pipe, open'), { code: 'EPIPE' });
    return { descriptor, isOwn: false };
  }
};

const closing = (socket: Socket, restores: boolean) => async (): Promise<void> => {
  if (restores) makeBlocking(socket);
  await closeSocket(socket);
};

const streamReader = (descriptor: number, restores: boolean): Half<ByteReader> => {
  const arriving = incoming();
  const socket = new Socket({
    fd: descriptor,
    readable: true,
    writable: false,
    onread: arriving.onread,
  } as SocketConstructorOpts);
  return { part: socketReader(socket, arriving), close: closing(socket, restores) };
};

/** Whether two descriptors are the same socket: that of a connection for which inetd(8) has started us. */
const isSame = (one: number, other: number): boolean => {
  try {
    const [{ dev, ino }, found] = [fstatSync(one), fstatSync(other)];
    return dev === found.dev && ino === found.ino;
  } catch {
    return false;
  }
};

/** A socket that is only our standard output is closed, and not shut down: others may go on to write to it. */
const lastsBeyondUs = (descriptor: number): boolean => descriptor === 1 && !isSame(0, 1);

const streamWriter = (descriptor: number, restores: boolean): Half<ByteWriter> => {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true, allowHalfOpen: true });
  const writer = socketWriter(socket);
  const close = closing(socket, restores);
  // A pipe has no half to close: it ends when it is closed. All that was written has been accepted.
  const end = lastsBeyondUs(descriptor) ? close : () => writer.end().then(close);
  return { part: altered(writer, { end }), close };
};

/** Reading and writing it takes no time to speak of: it waits for nobody. */
const isPrompt = (descriptor: number): boolean => {
  const stats = fstatSync(descriptor);
  return stats.isFile() || stats.rdev === statSync(NOTHING, { throwIfNoEntry: false })?.rdev;
};

const readFile = (descriptor: number, buffer: Buffer, length: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, length, null, (error, taken) => (error ? reject(error) : resolve(taken)));
  });

/** A file, read where its offset stands; or a device: /dev/zero. */
const fileReader = (descriptor: number): Half<ByteReader> => {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  const prompt = isPrompt(descriptor);
  let isOver = false;
  const next = async (most = BUFFER_BYTES): Promise<Buffer | undefined> => {
    if (isOver) return undefined;
    const room = Math.min(most, BUFFER_BYTES);
    const length = prompt ? readSync(descriptor, buffer, 0, room, null) : await readFile(descriptor, buffer, room);
    if (length === 0) isOver = true;
    return isOver ? undefined : buffer.subarray(0, length);
  };
  const cancel = (): void => {
    isOver = true;
  };
  return { part: { read: next, cancel, ready: { descriptor } }, close: async () => letGo(descriptor) };
};

const writeSome = (descriptor: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, null, (error, written) => (error ? reject(error) : resolve(written)));
  });

/** A file; or a device, such as a terminal, which may take its time: this thread never waits for that. */
const fileWriter = (descriptor: number): Half<ByteWriter> => {
  const prompt = isPrompt(descriptor);
  const end = async (): Promise<void> => letGo(descriptor);
  const part: ByteWriter = {
    write: async (bytes) => {
      for (let rest = bytes; rest.length > 0; ) {
        rest = rest.subarray(prompt ? writeSync(descriptor, rest) : await writeSome(descriptor, rest));
      }
    },
    end,
    gone: new Promise<never>(() => {}),
    ...(prompt ? { ready: { descriptor } } : {}),
  };
  return { part, close: end };
};

/** What is typed. libuv opens the terminal anew, so that its other owners notice nothing. */
const terminalReader = (descriptor: number): Half<ByteReader> => {
  const { ReadStream } = process.getBuiltinModule('node:tty');
  const stream = new ReadStream(descriptor);
  const arriving = incoming();
  stream.on('data', (bytes: Buffer) => {
    stream.pause();
    arriving.onread.callback(bytes.length, bytes);
  });
  stream.pause();
  return { part: piecesReader(stream, arriving), close: closing(stream, false) };
};

/** Reads a descriptor; `what` names it for errors. A Failure when it is not open. */
export const readerOf = (descriptor: number, what: string): Half<ByteReader> => {
  switch (look(descriptor, what)) {
    case 'file':
      return fileReader(descriptor);
    case 'terminal':
      return terminalReader(descriptor);
    case 'pipe': {
      const { descriptor: own, isOwn } = ownPipe(descriptor, constants.O_RDONLY);
      return streamReader(own, !isOwn && isBlocking(own));
    }
    case 'socket':
      return streamReader(descriptor, isBlocking(descriptor));
  }
};

/** Writes to a descriptor. Throws EPIPE when its reader has gone. */
export const writerOf = (descriptor: number, what: string): Half<ByteWriter> => {
  switch (look(descriptor, what)) {
    case 'file':
    case 'terminal':
      return fileWriter(descriptor);
    case 'pipe': {
      const { descriptor: own, isOwn } = ownPipe(descriptor, constants.O_WRONLY);
      return streamWriter(own, !isOwn && isBlocking(own));
    }
    case 'socket':
      return streamWriter(descriptor, isBlocking(descriptor));
  }
};
