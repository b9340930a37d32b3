/** Files, and devices that look like one. */
import { fstatSync, read, readSync, statSync, write, writeSync } from 'node:fs';
import { callAfter, errorCode } from '@proctools/core';
import type { ByteReader, ByteWriter } from '../endpoint.ts';
import type { Half } from './half.ts';
import { letGo, NOTHING } from './let-go.ts';

const BUFFER_BYTES = 128 * 1024;

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
export const fileReader = (descriptor: number): Half<ByteReader> => {
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

/** What is full may not be any more after so long. */
const FULL_MS = 2;

/** Answers with how much was taken: nothing, after a pause, when it is full and somebody has made it non-blocking. It is not ours alone. */
export const writeSome = (descriptor: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, null, (error, written) => {
      if (!error) resolve(written);
      else if (errorCode(error) === 'EAGAIN') callAfter(FULL_MS, () => resolve(0));
      else reject(error);
    });
  });

/** A file; or a device, such as a terminal, which may take its time: this thread never waits for that. */
export const fileWriter = (descriptor: number): Half<ByteWriter> => {
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
