import type { Reader, Writer } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import { ReadError } from './flow.ts';
import type { Tally } from './tally.ts';

/** Bytes of the contents, or of all the frames where that is known without looking at each. */
const sizeOf = (batch: Batch): number =>
  batch.packed ? batch.packed.bytes.length : batch.payloads.reduce((sum, { length }) => sum + length, 0);

/** Moves whole messages, and acknowledges them once they have been accepted. */
export const moveMessages =
  (tally: Tally) =>
  async (reader: Reader<Batch>, writer: Writer<Batch>): Promise<'end' | 'more'> => {
    let batch: Batch | undefined;
    try {
      batch = await reader.read();
    } catch (error) {
      throw new ReadError(error);
    }
    if (batch === undefined) return 'end';
    const bytes = sizeOf(batch);
    tally.add(bytes, batch.count);
    await writer.write(batch);
    try {
      await Promise.all(batch.receipts?.map((receipt) => receipt.accept()) ?? []);
    } catch (error) {
      throw new ReadError(error); // it has been written, and who it came from does not hear that
    }
    tally.accept(bytes);
    return 'more';
  };
