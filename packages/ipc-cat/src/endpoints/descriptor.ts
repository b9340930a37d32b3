import { constants } from 'node:fs';
import { ExitCode, Failure, flagsOfDescriptor } from '@proctools/core';
import { isOfNode, readerOf, socketOf, writerOf } from '../bytes/descriptors.ts';
import { endOfHalves } from '../bytes/half.ts';
import type { ByteEnd } from '../endpoint.ts';

/** What an inherited descriptor may be used for; where the system does not say, for both. open(2) */
const accessOf = (descriptor: number): { readonly reads: boolean; readonly writes: boolean } => {
  const access = (flagsOfDescriptor(descriptor) ?? constants.O_RDWR) & (constants.O_WRONLY | constants.O_RDWR);
  return { reads: access !== constants.O_WRONLY, writes: access !== constants.O_RDONLY };
};

/** A descriptor that we were started with: a socket, one end of a pipe, a file. The half that is not asked for stays untouched. */
export const openDescriptor = (
  name: string,
  descriptor: number,
  wants: { readonly reader: boolean; readonly writer: boolean },
): ByteEnd => {
  if (isOfNode(descriptor)) throw new Failure(ExitCode.failed, `${name} is not open`);
  const access = accessOf(descriptor);
  const [reads, writes] = [wants.reader && access.reads, wants.writer && access.writes];
  if (!(reads && writes)) {
    return endOfHalves(
      name,
      reads ? readerOf(descriptor, name) : undefined,
      writes ? writerOf(descriptor, name) : undefined,
    );
  }
  const socket = socketOf(name, descriptor);
  if (socket) return socket;
  throw new Failure(ExitCode.failed, `${name} is no socket: who reads and writes it talks to himself`, {
    hint: '--from-first and --to-first choose one way',
  });
};
