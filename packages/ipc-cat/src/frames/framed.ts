/** Bytes as messages: a reader or writer of bytes with a framing. */
import type { Reader, Writer } from '../endpoint.ts';
import type { Batch } from './batch.ts';
import { type Cutter, cutterFor, type Limits } from './cutter.ts';
import type { Framing } from './framing.ts';
import { pack } from './pack.ts';

/**
 * Reads messages out of bytes. The last one may lack its end, but not where the reading was only given up: then nobody knows
 * whether it was whole, and it is left out.
 */
export const framedReader = (reader: Reader<Buffer>, framing: Framing, limits: Limits): Reader<Batch> => {
  const cutter: Cutter = cutterFor(framing, limits);
  let isOver = false;
  let isCancelled = false;
  let unfinished = 0;
  let length = 0;
  const last = (): Batch | undefined => {
    isOver = true;
    if (!isCancelled && !limits.lastNeedsEnd?.()) return cutter.end();
    unfinished = cutter.unfinished();
    if (!isCancelled && unfinished > 0)
      limits.onBad({ why: 'cut-off', position: length - unfinished, length: unfinished });
    return undefined;
  };
  return {
    read: async () => {
      while (!isOver) {
        const bytes = await reader.read();
        if (bytes === undefined) return last();
        length += bytes.length;
        const batch = cutter.push(bytes);
        if (batch) return batch;
      }
      return undefined;
    },
    cancel: () => {
      isCancelled = true;
      reader.cancel();
    },
    get unfinished() {
      return unfinished;
    },
  };
};

/** Writes messages as bytes. `onUnfit` hears how many could not be told apart in this framing, and were left out. */
export const framedWriter = (
  writer: Writer<Buffer>,
  framing: Framing,
  onUnfit: (count: number) => void,
): Writer<Batch> => ({
  write: async (batch) => {
    const { bytes, unfit } = pack(batch, framing);
    if (unfit > 0) onUnfit(unfit);
    if (bytes.length > 0) await writer.write(bytes);
  },
  end: () => writer.end(),
  gone: writer.gone,
  get waiting() {
    return writer.waiting ?? 0;
  },
});
