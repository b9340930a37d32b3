/**
 * What a command reads. It lies whole in a file without a name before the command is started: were it written into a pipe,
 * and we killed meanwhile, the command would take half a message for a whole one. And nobody has to wait for who does not read.
 */
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uniqueWord } from '@proctools/core';

let count = 0;

/** A descriptor of a file that only its holders have, read from its beginning. Throws the system's error. */
export const inputFile = (pieces: readonly Buffer[]): { readonly descriptor: number; readonly close: () => void } => {
  count += 1;
  const file = path.join(tmpdir(), `ipc-cat-${uniqueWord()}-${count}`);
  const descriptor = openSync(file, 'wx+', 0o600);
  const close = (): void => closeSync(descriptor);
  try {
    unlinkSync(file);
    let position = 0;
    // With a position, so that the descriptor's own stays at the beginning. pwrite(2)
    for (const piece of pieces) {
      for (let rest = piece; rest.length > 0; ) {
        const written = writeSync(descriptor, rest, 0, rest.length, position);
        position += written;
        rest = rest.subarray(written);
      }
    }
  } catch (error) {
    close();
    throw error;
  }
  return { descriptor, close };
};
