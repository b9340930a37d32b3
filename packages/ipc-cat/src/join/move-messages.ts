import type { Reader, Writer } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import { asReading } from './flow.ts';
import type { Tally } from './tally.ts';

/** Bytes of the contents, or of all the frames where that is known without looking at each. */
const sizeOf = (batch: Batch): number =>
  batch.packed ? batch.packed.bytes.length : batch.payloads.reduce((sum, { length }) => sum + length, 0);

/** Moves whole messages, and acknowledges them once they have been accepted. */
export const moveMessages =
  (tally: Tally) =>
  async (reader: Reader<Batch>, writer: Writer<Batch>): Promise<'end' | 'more'> => {
    const batch = await asReading(reader.read());
    if (batch === undefined) return 'end';
    const bytes = sizeOf(batch);
    tally.add(bytes, batch.count);
    await writer.write(batch);
    // It has been written, and who it came from has to hear that.
    if (batch.receipts) await asReading(Promise.all(batch.receipts.map(async (receipt) => receipt.accept())));
    tally.accept(bytes);
    return 'more';
  };
