import { fstatSync, read } from 'node:fs';
import { positionOfDescriptor } from '@proctools/core';
import type { Separator } from './record-cutter.ts';

const BLOCK = 1 << 20;

const countIn = (bytes: Buffer, separator: number): number => {
  let count = 0;
  for (let at = bytes.indexOf(separator); at >= 0; at = bytes.indexOf(separator, at + 1)) count += 1;
  return count;
};

const readAt = (descriptor: number, buffer: Buffer, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(descriptor, buffer, 0, BLOCK, position, (error, length) => (error ? reject(error) : resolve(length)));
  });

const countFrom = async (descriptor: number, start: number, separator: number): Promise<number> => {
  const buffer = Buffer.allocUnsafe(BLOCK);
  let count = 0;
  let last = separator;
  for (let position = start; ; ) {
    const length = await readAt(descriptor, buffer, position);
    if (length === 0) return last === separator ? count : count + 1;
    count += countIn(buffer.subarray(0, length), separator);
    last = buffer[length - 1] ?? separator;
    position += length;
  }
};

/**
 * How many records are left in a file, for whoever wants to know before they are read; undefined when it is none, or
 * cannot be read like one.
 */
export const countRecords = async (descriptor: number, separator: Separator): Promise<number | undefined> => {
  const start = fstatSync(descriptor).isFile() ? positionOfDescriptor(descriptor) : undefined;
  if (start === undefined) return undefined;
  return countFrom(descriptor, start, separator.charCodeAt(0)).catch(() => undefined);
};
