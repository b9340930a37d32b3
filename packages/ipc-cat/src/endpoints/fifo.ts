/**
 * FIFOs. To open one waits for the other side, and nothing can end that wait; so it is opened without waiting, and waited
 * for otherwise. fifo(7)
 */
import { constants, openSync, readSync, statSync } from 'node:fs';
import { callAfter, ExitCode, errorCode, Failure, makeFifo, monotonicMs, sleep } from '@proctools/core';
import type { FifoAddress, Named } from '../address/address.ts';
import { endOfHalves } from '../bytes/half.ts';
import { oneWayReader, oneWayWriter } from '../bytes/one-way.ts';
import { altered, type ByteEnd } from '../endpoint.ts';
import type { Opening } from './opening.ts';

/** No event tells that somebody has come to read. */
const LOOK_MS = 20;

const late = (name: string): Failure =>
  new Failure(ExitCode.timedOut, `${name}: nobody came to the other side in time`);

const open = (path: string, flags: number, name: string): number => {
  try {
    return openSync(path, flags | constants.O_NONBLOCK);
  } catch (cause) {
    if (errorCode(cause) === 'ENXIO') throw cause;
    const hint = errorCode(cause) === 'ENOENT' ? { hint: 'add ?create to the address to have it made' } : {};
    throw new Failure(ExitCode.failed, `cannot open ${name}`, { cause, ...hint });
  }
};

const openToWrite = async (
  { keep, path }: FifoAddress,
  name: string,
  { connectTimeoutMs, signal }: Opening,
): Promise<number> => {
  const deadline = connectTimeoutMs === undefined ? Number.POSITIVE_INFINITY : monotonicMs() + connectTimeoutMs;
  for (;;) {
    try {
      // Open for both, it waits for readers instead of ending with each.
      return open(path, keep ? constants.O_RDWR : constants.O_WRONLY, name);
    } catch (error) {
      if (errorCode(error) !== 'ENXIO') throw error;
    }
    if (monotonicMs() >= deadline) throw late(name);
    await sleep(LOOK_MS, signal);
  }
};

/** Without a writer there is an end of data at once; with one that is silent, nothing yet. What had come just now is kept. */
const lookForWriter = (descriptor: number): 'none' | 'silent' | Buffer => {
  const byte = Buffer.alloc(1);
  try {
    return readSync(descriptor, byte, 0, 1, null) === 0 ? 'none' : byte;
  } catch (error) {
    return errorCode(error) === 'EAGAIN' ? 'silent' : 'none';
  }
};

const readEnd = ({ keep, path }: FifoAddress, name: string, { connectTimeoutMs }: Opening): ByteEnd => {
  const descriptor = open(path, keep ? constants.O_RDWR : constants.O_RDONLY, name);
  const { part: reader, socket, ...plain } = oneWayReader(descriptor);
  let kept: Buffer | undefined;
  const giveUp = (): void => {
    const found = lookForWriter(descriptor);
    if (found === 'none') socket.destroy(late(name));
    else if (found !== 'silent') kept = found;
  };
  const timer = connectTimeoutMs === undefined ? undefined : callAfter(connectTimeoutMs, giveUp);
  return {
    name,
    unit: 'bytes',
    reader: altered(reader, {
      read: async (most) => {
        const bytes = await reader.read(most);
        clearTimeout(timer);
        const first = kept;
        kept = undefined;
        return first ? Buffer.concat(bytes ? [first, bytes] : [first]) : bytes;
      },
    }),
    close: () => {
      clearTimeout(timer);
      return plain.close();
    },
  };
};

const writeEnd = async (address: FifoAddress, name: string, opening: Opening): Promise<ByteEnd> =>
  endOfHalves(name, undefined, oneWayWriter(await openToWrite(address, name, opening)));

/** One direction of a FIFO: one that is read and written by the same process talks to itself. */
export const openFifo = async (
  { address, name }: Named<FifoAddress>,
  direction: 'read' | 'write',
  opening: Opening,
): Promise<ByteEnd> => {
  if (address.create) makeFifo(address.path);
  const found = statSync(address.path, { throwIfNoEntry: false });
  if (found && !found.isFIFO()) {
    throw new Failure(ExitCode.failed, `${name}: what is there is no FIFO`, { hint: 'it was not touched' });
  }
  return direction === 'read' ? readEnd(address, name, opening) : writeEnd(address, name, opening);
};
