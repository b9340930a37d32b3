import { errorCode } from '@proctools/core';
import { isTerminalDescriptor, readerOf, writerOf } from '../bytes/descriptors.ts';
import { endOfHalves, type Half } from '../bytes/half.ts';
import type { ByteEnd, ByteReader, ByteWriter } from '../endpoint.ts';

const STDIN = 0;
const STDOUT = 1;

/** Standard input and output were closed: nothing comes, and nothing can be written. */
const noReader: ByteReader = { read: async () => undefined, cancel: () => {} };

const goneWriter = (error: unknown): ByteWriter => ({
  write: async () => {
    throw error;
  },
  end: async () => {},
  gone: Promise.resolve(),
});

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

const output = (): Half<ByteWriter> => {
  try {
    return writerOf(STDOUT, 'standard output');
  } catch (error) {
    if (errorCode(error) === 'EPIPE') return { part: goneWriter(error), close: async () => {} };
    throw error;
  }
};

/** Standard input and output. The half that is not asked for stays untouched. */
export const openStdio = (wants: { readonly reader: boolean; readonly writer: boolean }): ByteEnd => ({
  isTyped: isTerminalDescriptor(STDIN), // asked before it is taken
  ...endOfHalves('-', wants.reader ? input() : undefined, wants.writer ? output() : undefined),
});
