/**
 * Reading and writing descriptors that we were given. They may be shared with others, who count on it that they block, so
 * pipes are opened once more where the system can: then it is only ours that does not. What is theirs is put back at the end.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { ExitCode, errorCode, Failure, flagsOfDescriptor } from '@proctools/core';
import { altered, type ByteReader, type ByteWriter } from '../endpoint.ts';
import { fileReader, fileWriter } from './files.ts';
import type { Half } from './half.ts';
import { letGo } from './let-go.ts';
import { oneWayReader, oneWayWriter } from './one-way.ts';
import { closeSocket, makeBlocking, piecesReader } from './sockets.ts';

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
    case 'pipe': {
      const { descriptor: own, isOwn } = ownPipe(descriptor, constants.O_RDONLY);
      return oneWayReader(own, isOwn ? undefined : restoring(own));
    }
    case 'socket':
      return oneWayReader(descriptor, restoring(descriptor));
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
      return oneWayWriter(own, isOwn ? undefined : restoring(own));
    }
    case 'socket': {
      const { close, part } = oneWayWriter(descriptor, restoring(descriptor));
      // All that was written has been accepted.
      return lastsBeyondUs(descriptor) ? { part: altered(part, { end: close }), close } : { part, close };
    }
  }
};
