import { constants } from 'node:fs';
import { ExitCode, Failure, flagsOfDescriptor } from '@proctools/core';
import { isOfNode, readerOf, writerOf } from '../bytes/descriptors.ts';
import { endOfHalves } from '../bytes/half.ts';
import type { ByteEnd } from '../endpoint.ts';

/** What an inherited descriptor may be used for; where the system does not say, for both. open(2) */
const accessOf = (descriptor: number): { readonly reads: boolean; readonly writes: boolean } => {
  const access = (flagsOfDescriptor(descriptor) ?? constants.O_RDWR) & (constants.O_WRONLY | constants.O_RDWR);
  return { reads: access !== constants.O_WRONLY, writes: access !== constants.O_RDONLY };
};

/** A descriptor that we were started with: a socket, one end of a pipe, a file. */
export const openDescriptor = (name: string, descriptor: number): ByteEnd => {
  if (isOfNode(descriptor)) throw new Failure(ExitCode.failed, `${name} is not open`);
  const { reads, writes } = accessOf(descriptor);
  const reader = reads ? readerOf(descriptor, name) : undefined;
  const writer = writes ? writerOf(descriptor, name) : undefined;
  return endOfHalves(name, reader, writer);
};
