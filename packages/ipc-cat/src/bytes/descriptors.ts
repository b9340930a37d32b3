/**
 * Reading and writing descriptors that we were given. They may be shared with others, who count on it that they block, so
 * pipes are opened once more where the system can: then it is only ours that does not. What is theirs is put back at the end.
 */
import { constants, fstatSync, openSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import { ExitCode, errorCode, Failure, flagsOfDescriptor, openFifoToRead } from '@proctools/core';
import { altered, type ByteEnd, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { socketEnd } from './duplex.ts';
import { fileReader, fileWriter } from './files.ts';
import type { Half } from './half.ts';
import { letGo } from './let-go.ts';
import { oneWayReader, oneWayWriter } from './one-way.ts';
import { closeSocket, incoming, makeBlocking, piecesReader } from './sockets.ts';

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

/** Where the system does not tell it does: most do. */
const isBlocking = (descriptor: number): boolean => ((flagsOfDescriptor(descriptor) ?? 0) & constants.O_NONBLOCK) === 0;

/**
 * The same pipe as a description of our own, and whether it is; where that cannot be (macOS, another user's), the given one. Undefined
 * when nobody reads what we would write.
 */
const ownPipe = (
  descriptor: number,
  flags: number,
): { readonly descriptor: number; readonly isOwn: boolean } | undefined => {
  try {
    const file = `/proc/self/fd/${descriptor}`;
    const own = flags === constants.O_RDONLY ? openFifoToRead(file) : openSync(file, flags | constants.O_NONBLOCK);
    letGo(descriptor);
    return { descriptor: own, isOwn: true };
  } catch (error) {
    return errorCode(error) === 'ENXIO' ? undefined : { descriptor, isOwn: false };
  }
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

/** As its other owners expect it. */
const restoring = (descriptor: number) => (isBlocking(descriptor) ? makeBlocking : undefined);

/** What is typed. libuv opens the terminal anew, so that its other owners notice nothing. */
const terminalReader = (descriptor: number): Half<ByteReader> => {
  const { ReadStream } = process.getBuiltinModule('node:tty');
  const stream = new ReadStream(descriptor);
  return { part: piecesReader(stream), close: () => closeSocket(stream) };
};

/** Reads a descriptor; `what` names it for errors. A Failure when it is not open. */
export const readerOf = (descriptor: number, what: string): Half<ByteReader> => {
  switch (look(descriptor, what)) {
    case 'file':
      return fileReader(descriptor);
    case 'terminal':
      return terminalReader(descriptor);
    case 'pipe':
      return pipeReader(descriptor);
    case 'socket':
      return oneWayReader(descriptor, restoring(descriptor));
  }
};

/** To a pipe whose reader had gone before: as with any pipe, that is noticed by writing; only standard output ends us at once. */
const goneWriter = (descriptor: number): Half<ByteWriter> => ({
  part: {
    write: () => Promise.reject(Object.assign(new Error('EPIPE: broken pipe, write'), { code: 'EPIPE' })),
    end: async () => {},
    gone: descriptor === 1 ? Promise.resolve() : new Promise<never>(() => {}),
  },
  close: async () => {},
});

const pipeWriter = (descriptor: number): Half<ByteWriter> => {
  const own = ownPipe(descriptor, constants.O_WRONLY);
  if (own === undefined) return goneWriter(descriptor);
  return oneWayWriter(own.descriptor, own.isOwn ? undefined : restoring(own.descriptor));
};

const pipeReader = (descriptor: number): Half<ByteReader> => {
  const own = ownPipe(descriptor, constants.O_RDONLY) ?? { descriptor, isOwn: false };
  return oneWayReader(own.descriptor, own.isOwn ? undefined : restoring(own.descriptor));
};

/** Writes to a descriptor; `what` names it for errors. A Failure when it is not open. */
export const writerOf = (descriptor: number, what: string): Half<ByteWriter> => {
  switch (look(descriptor, what)) {
    case 'file':
    case 'terminal':
      return fileWriter(descriptor);
    case 'pipe':
      return pipeWriter(descriptor);
    case 'socket': {
      const { close, part } = oneWayWriter(descriptor, restoring(descriptor));
      // All that was written has been accepted.
      return lastsBeyondUs(descriptor) ? { part: altered(part, { end: close }), close } : { part, close };
    }
  }
};

/** Both ways of a descriptor, where it is a socket: one of Node's, as a descriptor has one only. Undefined where it is none. */
export const socketOf = (name: string, descriptor: number): ByteEnd | undefined => {
  if (look(descriptor, name) !== 'socket') return undefined;
  const before = restoring(descriptor);
  const arriving = incoming();
  const { onread } = arriving;
  const socket = new Socket({ fd: descriptor, allowHalfOpen: true, onread } as SocketConstructorOpts);
  const end = socketEnd(name, socket, arriving);
  return {
    ...end,
    close: () => {
      before?.(socket);
      return end.close();
    },
  };
};
