/** Taking bytes out of a file while another process goes on writing to its end. fallocate(2), FALLOC_FL_COLLAPSE_RANGE */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { type Identity, identify, nameBeside, removeFile } from '@proctools/core';
import type { Rights } from '../start/owner.ts';

/** Node has no fallocate(2). Nothing is done before the word, nor when we die before we have said it. */
const SCRIPT = 'read -r word && exec fallocate --collapse-range --offset 0 --length "$1" /dev/fd/3';

/** Who is going to take bytes out of a file. */
export interface Collapser {
  /** Undefined when it has ended already. */
  readonly identity: Identity | undefined;
  /** Has it do so; rejects when the system refuses. */
  readonly go: () => Promise<void>;
}

/** Somebody who waits for a word to take the first `bytes`, whole blocks of the file system, out of an open file. */
export const collapser = (descriptor: number, bytes: number): Collapser => {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(bytes)], {
    stdio: ['pipe', 'ignore', 'pipe', descriptor],
  });
  let words = '';
  child.stderr?.on('data', (chunk) => {
    words += chunk;
  });
  child.stdin?.on('error', () => {}); // its end tells enough
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(words.trim() || `exit code ${code}`))));
  });
  ended.catch(() => {}); // it may end before it is asked
  return {
    identity: child.pid === undefined ? undefined : identify(child.pid),
    go: () => {
      child.stdin?.end('go\n');
      return ended;
    },
  };
};

/** Of which what is taken out has to be a multiple, in bytes. */
export const blockSize = (descriptor: number): number => fstatSync(descriptor).blksize;

/** Whether it can be done in the folder of this file: tried out. ext4 and xfs can, on Linux. */
export const canCollapse = async (file: string, rights: Rights): Promise<boolean> => {
  const probe = nameBeside(file);
  let descriptor: number | undefined;
  try {
    descriptor = rights(() => openSync(probe, 'wx+', 0o600));
    const block = blockSize(descriptor);
    writeSync(descriptor, Buffer.alloc(2 * block));
    await collapser(descriptor, block).go();
    return fstatSync(descriptor).size === block;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
    rights(() => removeFile(probe));
  }
};
