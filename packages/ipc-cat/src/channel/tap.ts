/** `--tap` on a channel that is joined with something: its messages are written down while they pass. */
import { altered, type MessageEnd } from '../endpoint.ts';
import type { Batch } from '../frames/batch.ts';
import type { Direction, TapLog } from './tap-log.ts';

/** One line each; what is no JSON, and will be left out of the channel, is told as text. */
const linesOf = ({ packed, payloads }: Batch): readonly string[] =>
  payloads.map((payload) => {
    const text = payload.toString();
    if (packed?.framing === 'json') return text;
    try {
      return JSON.stringify(JSON.parse(text));
    } catch {
      return JSON.stringify(text);
    }
  });

/** The same end, with its messages in the log. `reads` is what comes from it. */
export const tapped = (end: MessageEnd, log: TapLog, reads: Direction): MessageEnd => {
  const { reader, writer } = end;
  const writes = reads === 'to-child' ? 'from-child' : 'to-child';
  return {
    ...end,
    ...(reader && {
      reader: {
        read: async () => {
          const batch = await reader.read();
          if (batch) await log.write(reads, linesOf(batch));
          return batch;
        },
        cancel: () => reader.cancel(),
      },
    }),
    ...(writer && {
      writer: altered(writer, {
        write: async (batch) => {
          await log.write(writes, linesOf(batch));
          await writer.write(batch);
        },
      }),
    }),
  };
};
