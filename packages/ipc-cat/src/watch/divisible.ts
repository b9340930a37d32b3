/** How what passes is measured, and divided: bytes anywhere, messages only between two of them. */
import type { Batch } from '../frames/batch.ts';
import type { Framing } from '../frames/framing.ts';
import { fittingInto, framedSize, splitBatch } from '../frames/split.ts';

export interface Divisible<Item> {
  readonly size: (item: Item) => number;
  /** As much of its beginning as is no more than `most`, and what is left. Undefined stands for nothing. */
  readonly divide: (item: Item, most: number) => readonly [first: Item | undefined, rest: Item | undefined];
}

/** Bytes, one by one. */
export const bytesOf: Divisible<Buffer> = {
  size: ({ length }) => length,
  divide: (bytes, most) => {
    if (bytes.length <= most) return [bytes, undefined];
    return most === 0 ? [undefined, bytes] : [bytes.subarray(0, most), bytes.subarray(most)];
  },
};

const divideAt = (batch: Batch, count: number): readonly [Batch | undefined, Batch | undefined] => {
  if (count >= batch.count) return [batch, undefined];
  return count === 0 ? [undefined, batch] : splitBatch(batch, count);
};

/** Messages, whatever is in them. */
export const messagesOf: Divisible<Batch> = { size: ({ count }) => count, divide: divideAt };

/** The bytes of whole messages in their frames. */
export const framesOf = (framing: Framing): Divisible<Batch> => ({
  size: (batch) => framedSize(batch, framing),
  divide: (batch, most) => divideAt(batch, fittingInto(batch, most, framing)),
});
