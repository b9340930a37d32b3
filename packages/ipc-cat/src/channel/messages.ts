/**
 * The messages of a channel that is driven as an ordinary socket: what is Node's own on it is answered here, and does not pass.
 */

import type { ByteReader, ByteWriter, Reader, Writer } from '../endpoint.ts';
import type { Opening } from '../endpoints/opening.ts';
import type { Batch } from '../frames/batch.ts';
import { framedReader } from '../frames/framed.ts';
import { HANDLE, HANDLE_REFUSED, type InternalMessage, isRetransmission } from './internal.ts';
import type { Wire } from './wire.ts';

interface Channel {
  readonly name: string;
  readonly wire: Wire;
  readonly reader: ByteReader;
  readonly writer: ByteWriter;
  /**
   * The other side is Node, and ends its half with ours: so the end of the data waits until it has answered all that it answers
   * at once. To ask for that, it is handed a handle without one: it says that none has come, behind all that it had to say.
   */
  readonly settles: boolean;
}

export interface Messages {
  readonly reader: Reader<Batch>;
  readonly writer: Writer<Batch>;
}

/** Something that happens once. */
const occasion = () => {
  let come = (): void => {};
  const happened = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { happened, come };
};

/** The answers to Node's own messages. The sender of a handle waits for one, and goes on when it was refused often enough. */
const answering = ({ name, wire, writer }: Channel, { tell }: Opening, onRefused: () => void) => {
  let isAnswering = false;
  const refuse = async (): Promise<void> => {
    if (isAnswering) return; // there is one at a time; who sends more will not make us keep answers
    isAnswering = true;
    await writer.write(wire.internal(HANDLE_REFUSED)).catch(() => {});
    isAnswering = false;
  };
  return (message: InternalMessage): void => {
    if (message.cmd === HANDLE_REFUSED) {
      onRefused();
      return;
    }
    if (message.cmd === HANDLE) void refuse();
    if (!isRetransmission(message)) tell({ type: 'internal', name, command: message.cmd });
  };
};

/** Lines of JSON out of and into a channel. */
export const messagesOf = (channel: Channel, opening: Opening): Messages => {
  const { reader, settles, wire, writer } = channel;
  const over = occasion();
  const settled = occasion();
  const onInternal = answering(channel, opening, settled.come);
  const frames = framedReader(reader, wire.framing, opening);
  const next = async (): Promise<Batch | undefined> => {
    for (;;) {
      const found = await frames.read();
      const batch = found && wire.decode(found, onInternal);
      if (!found || batch) return batch;
    }
  };
  return {
    reader: {
      read: async () => {
        let batch: Batch | undefined;
        try {
          batch = await next();
          return batch;
        } finally {
          if (batch === undefined) over.come();
        }
      },
      cancel: () => {
        frames.cancel();
        over.come();
      },
    },
    writer: {
      write: async (batch) => {
        const bytes = wire.encode(batch);
        if (bytes.length > 0) await writer.write(bytes);
      },
      end: async () => {
        if (settles) {
          await writer.write(wire.internal(HANDLE)).catch(() => {});
          await Promise.race([settled.happened, over.happened, writer.gone]);
        }
        await writer.end();
      },
      gone: writer.gone,
    },
  };
};
