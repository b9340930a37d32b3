import { constants, readFileSync } from 'node:fs';
import { ExitCode, Failure } from '@proctools/core';
import { isOfNode, readerOf, writerOf } from '../bytes/descriptors.ts';
import type { ByteEnd } from '../endpoint.ts';

/** What an inherited descriptor may be used for; where the system does not say, for both. open(2), proc(5) */
const accessOf = (descriptor: number): { readonly reads: boolean; readonly writes: boolean } => {
  try {
    const flags = Number.parseInt(
      /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1] ?? '2',
      8,
    );
    const access = flags & (constants.O_WRONLY | constants.O_RDWR);
    return { reads: access !== constants.O_WRONLY, writes: access !== constants.O_RDONLY };
  } catch {
    return { reads: true, writes: true };
  }
};

/** A descriptor that we were started with: a socket, one end of a pipe, a file. */
export const openDescriptor = (name: string, descriptor: number): ByteEnd => {
  if (isOfNode(descriptor)) throw new Failure(ExitCode.failed, `${name} is not open`);
  const { reads, writes } = accessOf(descriptor);
  const reader = reads ? readerOf(descriptor, name) : undefined;
  const writer = writes ? writerOf(descriptor, name) : undefined;
  return {
    name,
    unit: 'bytes',
    ...(reader ? { reader: reader.part } : {}),
    ...(writer ? { writer: writer.part } : {}),
    close: async () => void (await Promise.all([reader?.close(), writer?.close()])),
  };
};
