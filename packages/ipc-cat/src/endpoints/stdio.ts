import { errorCode } from '@proctools/core';
import { isTerminalDescriptor, readerOf, writerOf } from '../bytes/descriptors.ts';
import { altered, type ByteEnd, type ByteReader, type ByteWriter } from '../endpoint.ts';

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

/**
 * Standard output may be a socket that others write to as well: Node gives its children sockets for pipes. To end it for all
 * of them is not our affair; unless it is standard input, too, and so a connection that is handed to us.
 */
const isSharedSocket = (): boolean => {
  const { fstatSync } = process.getBuiltinModule('node:fs');
  const output = fstatSync(STDOUT);
  if (!output.isSocket() || isClosed(STDIN)) return output.isSocket();
  const input = fstatSync(STDIN);
  return input.ino !== output.ino || input.dev !== output.dev;
};

/** Standard input and output. The half that is not asked for stays untouched. */
export const openStdio = (wants: { readonly reader: boolean; readonly writer: boolean }): ByteEnd => {
  const isTyped = isTerminalDescriptor(STDIN);
  const closers: (() => Promise<void>)[] = [];
  const keep = <Part>({ close, part }: { readonly part: Part; readonly close: () => Promise<void> }): Part => {
    closers.push(close);
    return part;
  };
  const input = (): ByteReader => (isClosed(STDIN) ? noReader : keep(readerOf(STDIN, 'standard input')));
  const output = (): ByteWriter => {
    try {
      const isShared = !isClosed(STDOUT) && isSharedSocket();
      const half = writerOf(STDOUT, 'standard output');
      const part = keep(half);
      return isShared ? altered(part, { end: half.close }) : part;
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return goneWriter(error);
      throw error;
    }
  };
  return {
    name: '-',
    unit: 'bytes',
    isTyped,
    ...(wants.reader ? { reader: input() } : {}),
    ...(wants.writer ? { writer: output() } : {}),
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  };
};
