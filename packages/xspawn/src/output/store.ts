/** What commands write, until it can be printed: a little of each in memory, the rest in files without a name. */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ExitCode, Failure, uniqueWord } from '@proctools/core';

/** Bytes that are taken out in the order in which they came in. */
export interface Store {
  /** A Failure when the temporary file cannot be written. */
  readonly add: (bytes: Buffer) => void;
  /** At most so many, at least one when there are any. */
  readonly take: (most: number) => Buffer;
  readonly size: () => number;
  /** Forgets all. */
  readonly clear: () => void;
}

/** So much of each is in memory; what comes then goes to a file. */
export const IN_MEMORY = 1 << 20;

const NOTHING = Buffer.alloc(0);

const cannotKeep = (cause: unknown): Failure =>
  new Failure(ExitCode.toolFailed, `cannot keep the output in ${tmpdir()}`, {
    hint: 'TMPDIR may name another directory for it',
    cause,
  });

/** A file that is gone when we are, however that happens. */
const openNameless = (): number => {
  const file = path.join(tmpdir(), `xspawn-${uniqueWord()}`);
  const descriptor = openSync(file, 'wx+', 0o600);
  unlinkSync(file);
  return descriptor;
};

/** A file that is written at its end and read from its beginning. */
const openQueue = () => {
  const descriptor = openNameless();
  let [from, to] = [0, 0];
  return {
    size: (): number => to - from,
    add: (bytes: Buffer): void => {
      for (let done = 0; done < bytes.length; )
        done += writeSync(descriptor, bytes, done, bytes.length - done, to + done);
      to += bytes.length;
    },
    take: (most: number): Buffer => {
      const bytes = Buffer.allocUnsafe(Math.min(most, to - from));
      const length = readSync(descriptor, bytes, 0, bytes.length, from);
      from += length;
      return bytes.subarray(0, length);
    },
    close: (): void => closeSync(descriptor),
  };
};

export const openStore = (inMemory = IN_MEMORY): Store => {
  let pieces: Buffer[] = [];
  let held = 0;
  let file: ReturnType<typeof openQueue> | undefined;

  const closeFile = (): void => {
    file?.close();
    file = undefined;
  };
  const spill = (bytes: Buffer): void => {
    try {
      file ??= openQueue();
      file.add(bytes);
    } catch (cause) {
      throw cannotKeep(cause);
    }
  };
  const takeHeld = (first: Buffer, most: number): Buffer => {
    if (first.length > most) pieces[0] = first.subarray(most);
    else pieces.shift();
    const bytes = first.subarray(0, most);
    held -= bytes.length;
    return bytes;
  };
  return {
    add: (bytes) => {
      if (bytes.length === 0) return;
      if (file || held + bytes.length > inMemory) return spill(bytes);
      pieces.push(Buffer.from(bytes)); // whoever read them uses that memory again
      held += bytes.length;
    },
    take: (most) => {
      const [first] = pieces;
      if (first) return takeHeld(first, most);
      const bytes = file?.take(most) ?? NOTHING;
      if (file?.size() === 0) closeFile();
      return bytes;
    },
    size: () => held + (file?.size() ?? 0),
    clear: () => {
      pieces = [];
      held = 0;
      closeFile();
    },
  };
};
