import { isPartlyWritten } from '../../bytes/exact-writer.ts';
import type { Writer } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import type { Framing } from '../../frames/framing.ts';
import { splitBatch, wholeWithin } from '../../frames/split.ts';
import { reasonFor } from './backoff.ts';
import type { Lines } from './lines.ts';

type Item = Buffer | Batch;

/** What is left to be written, and how many messages of it may have come before, whole or in part. */
export interface Left {
  readonly rest: Item;
  readonly again: number;
}

/** What a write that broke leaves: bytes go on where they were, messages are written again from their beginnings. */
export const leftOf = (item: Item, error: unknown, framing: Framing | undefined): Left => {
  const accepted = isPartlyWritten(error) ? error.accepted : undefined;
  if (Buffer.isBuffer(item)) return { rest: item.subarray(accepted ?? 0), again: 0 };
  if (accepted === 0) return { rest: item, again: 0 };
  // Written as they came, they can be counted; otherwise nobody knows where one ended.
  if (accepted === undefined || item.packed?.framing !== framing) return { rest: item, again: item.count };
  const { count, isCut } = wholeWithin(item.packed as NonNullable<Batch['packed']>, accepted);
  return { rest: count === 0 ? item : splitBatch(item, count)[1], again: isCut ? 1 : 0 };
};

/** Writes to the newest connection, and what it did not accept to the next. */
export const lineWriter = (
  lines: Lines,
  framing: Framing | undefined,
  onAgain: (count: number) => void,
): Writer<Item> => ({
  write: async (item) => {
    for (let left = item; ; ) {
      const on = await (lines.coming ?? lines.newest);
      try {
        await (on.end.writer as Writer<Item>).write(left);
        return;
      } catch (error) {
        if (lines.isOver) throw error;
        const { again, rest } = leftOf(left, error, framing);
        left = rest;
        await lines.after(on, reasonFor(error));
        if (again > 0) onAgain(again);
      }
    }
  },
  end: () => lines.endData(),
  gone: lines.givenUp,
  get waiting() {
    return lines.newest.end.writer?.waiting ?? 0;
  },
});
