/** Bytes as messages: a reader or writer of bytes with a framing. */
import type { Reader, Writer } from '../endpoint.ts';
import type { Batch } from './batch.ts';
import { type Cutter, cutterFor, type Limits } from './cutter.ts';
import type { Framing } from './framing.ts';
import { pack } from './pack.ts';

/** Reads messages out of bytes. */
export const framedReader = (reader: Reader<Buffer>, framing: Framing, limits: Limits): Reader<Batch> => {
  const cutter: Cutter = cutterFor(framing, limits);
  let isOver = false;
  return {
    read: async () => {
      while (!isOver) {
        const bytes = await reader.read();
        if (bytes === undefined) {
          isOver = true;
          return cutter.end();
        }
        const batch = cutter.push(bytes);
        if (batch) return batch;
      }
      return undefined;
    },
    cancel: () => reader.cancel(),
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
});
