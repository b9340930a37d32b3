import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ExitCode, Failure, openFifoToRead } from '@proctools/core';
import type { Bytes } from '../../bytes.ts';

const STDIN = 0;
const CHUNK = 1 << 16;

const cannotRead = (name: string, cause: unknown): Failure =>
  new Failure(ExitCode.toolFailed, `cannot read ${name}`, { cause });

const isDirectory = (name: string): Failure =>
  new Failure(ExitCode.toolFailed, `cannot read ${name}: it is a directory`);

/** The descriptor of a file of inputs, `-` for standard input. A Failure when it cannot be read. */
export const openInput = (file: Bytes, name: string): number => {
  let descriptor: number;
  let isUnreadable: boolean;
  try {
    descriptor = file === '-' ? STDIN : openSync(Buffer.from(file, 'latin1'), 'r');
    isUnreadable = fstatSync(descriptor).isDirectory();
  } catch (cause) {
    throw cannotRead(name, cause);
  }
  if (!isUnreadable) return descriptor;
  if (descriptor !== STDIN) closeSync(descriptor);
  throw isDirectory(name);
};

/** The pipe again, with flags of its own: whoever shares ours would otherwise find it non-blocking. */
const openAgain = (descriptor: number): number => {
  try {
    return openFifoToRead(`/proc/self/fd/${descriptor}`);
  } catch {
    return descriptor; // a socket, somebody else's pipe, or no Linux
  }
};

/**
 * A stream of what is in a descriptor. What may have nothing to read for long is not read with fs.read: that would
 * hold a thread, and a process does not exit before its threads have come back.
 */
export const streamOf = (descriptor: number): Readable => {
  const found = fstatSync(descriptor);
  if (found.isFIFO() || found.isSocket()) {
    const { Socket } = process.getBuiltinModule('node:net');
    const fd = found.isFIFO() ? openAgain(descriptor) : descriptor;
    return new Socket({ fd, readable: true, writable: false });
  }
  const tty = found.isCharacterDevice() ? process.getBuiltinModule('node:tty') : undefined;
  if (tty?.isatty(descriptor)) return new tty.ReadStream(descriptor);
  return createReadStream('', { fd: descriptor, autoClose: false, highWaterMark: CHUNK });
};

/** Whether somebody has to type the inputs. */
export const isInputTyped = (): boolean => process.getBuiltinModule('node:tty').isatty(STDIN);
