/** A connection as one message each way: it ends with the end of the data. */
import type { ByteEnd, MessageEnd, Reader, Writer } from '../endpoint.ts';
import { type Batch, batchOf } from '../frames/batch.ts';
import type { Limits } from '../frames/cutter.ts';

const wholeReader = (reader: Reader<Buffer>, { maxFrame, onBad }: Limits): Reader<Batch> => {
  let isOver = false;
  let isCancelled = false;
  return {
    read: async () => {
      if (isOver || isCancelled) return undefined;
      isOver = true;
      const pieces: Buffer[] = [];
      let length = 0;
      for (let bytes = await reader.read(); bytes; bytes = await reader.read()) {
        length += bytes.length;
        if (length <= maxFrame)
          pieces.push(Buffer.from(bytes)); // a copy: what we were given is not ours
        else pieces.length = 0;
      }
      if (isCancelled) return undefined; // it would be half a message
      if (length <= maxFrame) return batchOf([Buffer.concat(pieces)]);
      onBad({ why: 'too-long', position: 0, length });
      return undefined;
    },
    cancel: () => {
      isCancelled = true;
      reader.cancel();
    },
  };
};

const wholeWriter = (writer: Writer<Buffer>): Writer<Batch> => ({
  write: async ({ payloads }) => {
    for (const payload of payloads) if (payload.length > 0) await writer.write(payload);
  },
  end: () => writer.end(),
  gone: writer.gone,
  get waiting() {
    return writer.waiting ?? 0;
  },
});

/** An end for bytes as one for messages, of which there is one. */
export const asWhole = ({ reader, writer, ...rest }: ByteEnd, limits: Limits): MessageEnd => ({
  ...rest,
  unit: 'messages',
  content: 'any',
  ...(reader ? { reader: wholeReader(reader, limits) } : {}),
  ...(writer ? { writer: wholeWriter(writer) } : {}),
});
