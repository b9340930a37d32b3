import { openSync, statSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import type { FileAddress, Named } from '../address/address.ts';
import { readerOf, writerOf } from '../bytes/descriptors.ts';
import { endOfHalves } from '../bytes/half.ts';
import type { ByteEnd } from '../endpoint.ts';

const opened = (file: string, flags: string, name: string): number => {
  if (statSync(file, { throwIfNoEntry: false })?.isFIFO()) {
    throw new Failure(ExitCode.failed, `${name} is a FIFO`, { hint: `it is fifo:${file}` }); // to open it would wait
  }
  try {
    return openSync(file, flags);
  } catch (cause) {
    throw new Failure(ExitCode.failed, `cannot open ${name}`, { cause });
  }
};

/** A file, which is read, or written anew or at its end; never both: it would read what it writes. */
export const openFile = (
  { address: { append, path }, name }: Named<FileAddress>,
  wants: { readonly reader: boolean; readonly writer: boolean },
): ByteEnd =>
  endOfHalves(
    name,
    wants.reader ? readerOf(opened(path, 'r', name), name) : undefined,
    wants.writer ? writerOf(opened(path, append ? 'a' : 'w', name), name) : undefined,
  );
