/**
 * A note at the head of a log whose first bytes have been copied and are about to be taken out: over bytes that are safe
 * elsewhere by then. It goes when they go, in the same instant, so it tells whoever comes after a kill -9 whether they have.
 */
import { readSync, writeSync } from 'node:fs';

const LONGEST = 64;

const textOf = (bytes: number): Buffer => Buffer.from(`\0daemonize moves ${bytes} bytes\0`);

/** How many bytes are about to be taken out of this log; undefined when none are. */
export const readMark = (descriptor: number): number | undefined => {
  const head = Buffer.alloc(LONGEST);
  const length = readSync(descriptor, head, 0, LONGEST, 0);
  const [, bytes] = /^\0daemonize moves (\d{1,15}) bytes\0/.exec(head.toString('latin1', 0, length)) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
};

/** Writes it with one write(2); the descriptor must not be open for append. */
export const writeMark = (descriptor: number, bytes: number): void => {
  const text = textOf(bytes);
  if (writeSync(descriptor, text, 0, text.length, 0) !== text.length) throw new Error('the mark was cut short');
};

/** Puts the first bytes back, which are those of the copy. */
export const removeMark = (descriptor: number, copy: number): void => {
  const head = Buffer.alloc(LONGEST);
  const length = readSync(copy, head, 0, LONGEST, 0);
  writeSync(descriptor, head, 0, length, 0);
};
