/**
 * Writes so that, when it breaks, it is known to the byte how much the kernel has accepted. Node does not tell: so we write
 * ourselves as long as the descriptor takes something, and leave it to Node to wait, with one byte.
 */
import { writeSync } from 'node:fs';
import { errorCode } from '@proctools/core';
import { altered, type ByteWriter } from '../endpoint.ts';

/** It broke; so much of it had been accepted. */
export class PartlyWritten extends Error {
  readonly accepted: number;
  constructor(accepted: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.accepted = accepted;
  }
}

/** By name, because each lazily loaded chunk holds a class of its own. */
export const isPartlyWritten = (error: unknown): error is PartlyWritten =>
  error instanceof Error && 'accepted' in error && typeof error.accepted === 'number';

const writeNow = (descriptor: number, bytes: Buffer, from: number): number => {
  try {
    return writeSync(descriptor, bytes, from);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
};

/** The same writer, whose `write` rejects with a PartlyWritten. Where there is no descriptor it writes all at once. */
export const exactWriter = (writer: ByteWriter): ByteWriter =>
  altered(writer, {
    write: async (bytes) => {
      let accepted = 0;
      try {
        while (accepted < bytes.length) {
          const descriptor = writer.ready?.descriptor;
          const now = descriptor === undefined ? 0 : writeNow(descriptor, bytes, accepted);
          accepted += now;
          if (now > 0 || accepted === bytes.length) continue;
          const next = descriptor === undefined ? bytes.length : accepted + 1;
          await writer.write(bytes.subarray(accepted, next));
          accepted = next;
        }
      } catch (cause) {
        throw new PartlyWritten(accepted, cause);
      }
    },
  });
