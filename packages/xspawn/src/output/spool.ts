/** Output that is kept until it is known whether anybody wants it: the first part in memory, the rest in a file. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Piece = { readonly stream: 'stdout' | 'stderr'; readonly bytes: Buffer };

export interface Spool {
  readonly add: (piece: Piece) => void;
  /** All pieces in the order in which they came; the spool is empty then. */
  readonly drain: () => Generator<Piece>;
}

const IN_MEMORY = 1 << 20;

/** A file without a name: nothing of it can be left behind. */
const openNameless = (): number => {
  const folder = mkdtempSync(path.join(tmpdir(), 'xspawn-'));
  try {
    return openSync(path.join(folder, 'output'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const HEADER_BYTES = 5;

const writeAll = (descriptor: number, bytes: Buffer): void => {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
};

const readExactly = (descriptor: number, length: number, at: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let done = 0;
  for (let read = -1; done < length && read !== 0; done += read) {
    read = readSync(descriptor, bytes, done, length - done, at + done);
  }
  return bytes.subarray(0, done);
};

export const spool = (inMemory = IN_MEMORY): Spool => {
  let pieces: Piece[] = [];
  let held = 0;
  let descriptor: number | undefined;
  let length = 0;

  const store = ({ bytes, stream }: Piece): void => {
    descriptor ??= openNameless();
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(stream === 'stdout' ? 1 : 2);
    header.writeUInt32LE(bytes.length, 1);
    writeAll(descriptor, Buffer.concat([header, bytes]));
    length += HEADER_BYTES + bytes.length;
  };

  return {
    add: (piece) => {
      held += piece.bytes.length;
      if (held > inMemory) store(piece);
      else pieces.push(piece);
    },
    *drain() {
      yield* pieces;
      for (let at = 0; descriptor !== undefined && at < length; ) {
        const header = readExactly(descriptor, HEADER_BYTES, at);
        const bytes = readExactly(descriptor, header.readUInt32LE(1), at + HEADER_BYTES);
        yield { stream: header[0] === 1 ? 'stdout' : 'stderr', bytes };
        at += HEADER_BYTES + bytes.length;
      }
      if (descriptor !== undefined) closeSync(descriptor);
      [pieces, held, descriptor, length] = [[], 0, undefined, 0];
    },
  };
};
