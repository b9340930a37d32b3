import { closeSync, type FSWatcher, fstatSync, readSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import { sleep } from '@proctools/core';
import { openIfThere } from './tail.ts';

const BLOCK = 1 << 16;
/** In case the system does not tell of a change (network file systems, no watches left). */
const LOOK_AGAIN_MS = 250;

/** A file that is open, or is not there yet, and how far it has been read. */
export interface Position {
  descriptor: number | undefined;
  at: number;
}

/** Hands over what was added; a file that was cut short is read from its beginning again. */
const drain = (position: Position, take: (bytes: Buffer) => void): void => {
  const { descriptor } = position;
  if (descriptor === undefined) return;
  if (fstatSync(descriptor).size < position.at) position.at = 0;
  for (;;) {
    const buffer = Buffer.allocUnsafe(BLOCK);
    const length = readSync(descriptor, buffer, 0, BLOCK, position.at);
    if (length === 0) return;
    position.at += length;
    take(buffer.subarray(0, length));
  }
};

/** Another file has the name now (rotation): read what the old one still got, and go on with the new one. */
const changeFile = (file: string, position: Position, take: (bytes: Buffer) => void): boolean => {
  const now = statSync(file, { throwIfNoEntry: false });
  if (!now) return false;
  if (position.descriptor !== undefined) {
    if (fstatSync(position.descriptor).ino === now.ino) return false;
    drain(position, take);
    closeSync(position.descriptor);
  }
  position.descriptor = openIfThere(file);
  position.at = 0;
  return position.descriptor !== undefined;
};

/** Undefined where the system cannot tell. */
const watchFolder = (folder: string, wake: () => void): FSWatcher | undefined => {
  try {
    return watch(folder, wake).on('error', () => {});
  } catch {
    return undefined;
  }
};

/**
 * Calls `drain` at once and whenever something may have changed in the folder, until `isOver`. It answers whether it is to be called
 * again before anything else.
 */
export const drainWhenChanged = async (folder: string, drain: () => boolean, isOver: () => boolean): Promise<void> => {
  let wake = (): void => {};
  const watcher = watchFolder(folder, () => wake());
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (drain()) continue;
      if (isOver()) return;
      const pause = new AbortController();
      await Promise.race([changed, sleep(LOOK_AGAIN_MS, pause.signal).catch(() => {})]);
      pause.abort();
    }
  } finally {
    watcher?.close();
  }
};

/**
 * Hands over, piece by piece, what is added to a file behind `position`, until `isOver`. The file need
 * not be there yet, and may be replaced or cut short. The descriptor becomes ours: by its name alone
 * the file might be another already than the one that the offset was found in.
 */
export const follow = async (
  file: string,
  position: Position,
  take: (bytes: Buffer) => void,
  isOver: () => boolean,
): Promise<void> => {
  const drainIt = (): boolean => {
    drain(position, take);
    return changeFile(file, position, take);
  };
  try {
    await drainWhenChanged(path.dirname(file), drainIt, isOver);
  } finally {
    if (position.descriptor !== undefined) closeSync(position.descriptor);
  }
};
