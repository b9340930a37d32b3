import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { uniqueWord } from '../clock.ts';
import { removeFile } from './remove-file.ts';

/** A name beside `file` that nobody else uses, nor ever did: what a kill -9 leaves there is in nobody's way. */
export const nameBeside = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${uniqueWord()}`);

const writeWhole = (file: string, content: string | Uint8Array, mode: number, durable: boolean): void => {
  const descriptor = openSync(file, 'wx', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Replaces a file, or makes it: a reader, a kill -9 or (`durable`) a power cut finds the old
 * content or the new one, never a part. Throws the system's error, the old file untouched. rename(2)
 */
export const replaceFile = (
  file: string,
  content: string | Uint8Array,
  { mode = 0o600, durable = true }: { readonly mode?: number; readonly durable?: boolean } = {},
): void => {
  const beside = nameBeside(file);
  try {
    writeWhole(beside, content, mode, durable);
    renameSync(beside, file);
  } catch (error) {
    removeFile(beside);
    throw error;
  }
};
