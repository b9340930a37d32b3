/** Taking the first messages of a batch, and leaving the others. */
import { type Batch, batchOf, packedBatch } from './batch.ts';
import { delimiterOf } from './delimited.ts';
import type { Framing } from './framing.ts';
import { HEADER_BYTES } from './measured.ts';

type Packed = NonNullable<Batch['packed']>;

/** Where the message that begins at `at` ends, its frame included; what ends nowhere ends with the piece. */
const endAt = ({ bytes, framing }: Packed, at: number): number => {
  if (framing === 'length') return at + HEADER_BYTES + bytes.readUInt32BE(at);
  const end = bytes.indexOf(delimiterOf(framing), at);
  return end < 0 ? bytes.length : end + 1;
};

const endOfFirst = (packed: Packed, count: number): number => {
  let at = 0;
  for (let left = count; left > 0; left -= 1) at = endAt(packed, at);
  return at;
};

/** How many messages at the beginning of a piece are whole within its first `most` bytes, and whether another has begun. */
export const wholeWithin = (packed: Packed, most: number): { readonly count: number; readonly isCut: boolean } => {
  let [at, count] = [0, 0];
  while (at < packed.bytes.length) {
    const end = endAt(packed, at);
    if (end > most) break;
    at = end;
    count += 1;
  }
  return { count, isCut: at < most && at < packed.bytes.length };
};

/** What a frame adds to its message. */
export const frameBytes = (framing: Framing): number => (framing === 'length' ? HEADER_BYTES : 1);

/** How many messages of a batch have, in frames, at most so many bytes together. */
export const fittingInto = (batch: Batch, most: number, framing: Framing): number => {
  if (batch.packed) return wholeWithin(batch.packed, most).count;
  let [sum, count] = [0, 0];
  for (const { length } of batch.payloads) {
    sum += length + frameBytes(framing);
    if (sum > most) break;
    count += 1;
  }
  return count;
};

/** Bytes of a batch, in frames. */
export const framedSize = ({ packed, payloads }: Batch, framing: Framing): number =>
  packed?.bytes.length ?? payloads.reduce((sum, { length }) => sum + length + frameBytes(framing), 0);

const half = (batch: Batch, from: number, to: number, packed: Packed | undefined): Batch => {
  const payloads = (): readonly Buffer[] => batch.payloads.slice(from, to);
  const more = {
    ...(batch.receipts ? { receipts: batch.receipts.slice(from, to) } : {}),
    ...(batch.subjects ? { subjects: batch.subjects.slice(from, to) } : {}),
  };
  if (!packed) return batchOf(payloads(), more);
  return Object.assign(packedBatch(packed, to - from, payloads), more);
};

/** The first `count` messages, and the others; each message keeps its receipt. */
export const splitBatch = (batch: Batch, count: number): readonly [first: Batch, others: Batch] => {
  const { packed } = batch;
  const at = packed ? endOfFirst(packed, count) : 0;
  const [head, tail] = packed
    ? [
        { ...packed, bytes: packed.bytes.subarray(0, at) },
        { ...packed, bytes: packed.bytes.subarray(at) },
      ]
    : [undefined, undefined];
  return [half(batch, 0, count, head), half(batch, count, batch.count, tail)];
};

/** None of it was handed on: who wants to know that is told. */
export const refuse = async ({ receipts }: Batch): Promise<void> =>
  void (await Promise.all(receipts?.map((receipt) => receipt.refuse()) ?? []));
