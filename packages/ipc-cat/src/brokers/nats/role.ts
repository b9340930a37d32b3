/** What is done at a subject, from the address and the halves that are used. Touches nothing. */
import { usageFailure } from '@proctools/core';
import type { NatsAddress } from '../../address/address.ts';
import { hasWildcard } from '../../address/nats-target.ts';

export type Role = 'reads' | 'writes' | 'both';

const ONE_WAY = '--from-first and --to-first choose one way';

/** A usage Failure when an address cannot be used like that. */
export const roleAt = (
  name: string,
  { durable, queue, stream, subject }: NatsAddress,
  { reader, writer }: { readonly reader: boolean; readonly writer: boolean },
): Role => {
  if (!writer) return 'reads';
  if (reader && stream !== undefined) {
    throw usageFailure(`${name}: a stream would give back what is written to it: it is read, or written`, ONE_WAY);
  }
  if (subject !== undefined && hasWildcard(subject)) {
    throw usageFailure(`${name}: '${subject}' is many subjects: they can be read from, and not written to`, ONE_WAY);
  }
  if (durable !== undefined) throw usageFailure(`${name}: durable is for who reads`, ONE_WAY);
  if (queue !== undefined && !reader) throw usageFailure(`${name}: queue is for who reads`, ONE_WAY);
  return reader ? 'both' : 'writes';
};
