import { isTerminal } from '@proctools/core';
import { readerOf, writerOf } from '../bytes/descriptors.ts';
import { endOfHalves, type Half } from '../bytes/half.ts';
import type { ByteEnd, ByteReader } from '../endpoint.ts';

const STDIN = 0;
const STDOUT = 1;

/** Standard input and output were closed: nothing comes, and nothing can be written. */
const noReader: ByteReader = { read: async () => undefined, cancel: () => {} };

const isClosed = (descriptor: number): boolean => {
  try {
    process.getBuiltinModule('node:fs').fstatSync(descriptor);
    return false;
  } catch {
    return true;
  }
};

const input = (): Half<ByteReader> =>
  isClosed(STDIN) ? { part: noReader, close: async () => {} } : readerOf(STDIN, 'standard input');

/** Standard input and output. The half that is not asked for stays untouched. */
export const openStdio = (wants: { readonly reader: boolean; readonly writer: boolean }): ByteEnd => ({
  isTyped: isTerminal(STDIN), // asked before it is taken
  ...endOfHalves(
    '-',
    wants.reader ? input() : undefined,
    wants.writer ? writerOf(STDOUT, 'standard output') : undefined,
  ),
});
