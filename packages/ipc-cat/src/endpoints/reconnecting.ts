/**
 * An address that is connected to again when the connection is lost, as long as we have something to say: whoever ends his data
 * before we have ended ours was lost, too. What the kernel had accepted went with the connection; what it had not is written to
 * the next one, a message from its beginning.
 */
import { callAfter } from '@proctools/core';
import { exactWriter } from '../bytes/exact-writer.ts';
import type { End } from '../endpoint.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Framing } from '../frames/framing.ts';
import type { Patience } from './reconnect/connect-patiently.ts';
import { type LineReader, lineReader } from './reconnect/line-reader.ts';
import { lineWriter } from './reconnect/line-writer.ts';
import { type Line, openLines } from './reconnect/lines.ts';

export interface Reconnecting extends Patience<End> {
  /** Undefined: bytes as they come. */
  readonly framing: Framing | undefined;
  readonly onUnfit: (count: number) => void;
}

/** What still comes on a connection that cannot be written to has so long to come, once there is another. */
const DRAIN_MS = 1_000;

/** Each connection takes messages apart for itself: the rest of one is not the beginning of another's. */
const prepareFor =
  ({ framing, onUnfit, opening }: Reconnecting) =>
  (end: End, isOver: () => boolean): End => {
    const exact = end.unit === 'bytes' && end.writer ? { ...end, writer: exactWriter(end.writer) } : end;
    return framing ? asMessages(exact, framing, { ...opening, lastNeedsEnd: () => !isOver() }, onUnfit) : exact;
  };

/** Opens it. A Failure when it cannot be connected to in time, or at all. */
export const openReconnecting = async (settings: Reconnecting): Promise<End> => {
  const { framing, name, opening } = settings;
  let reader: LineReader | undefined;
  const onNew = (old: Line): void => {
    if (reader?.on !== old) void old.end.close();
    else callAfter(DRAIN_MS, () => old.end.reader?.cancel()).unref();
  };
  const lines = await openLines({ ...settings, prepare: prepareFor(settings), onNew });
  const { reader: reads, writer: writes, ...rest } = lines.newest.end;
  reader = reads && lineReader(lines);
  const onAgain = (count: number): void => opening.tell({ type: 'again', name, count });
  return {
    ...rest,
    ...(reader ? { reader } : {}),
    ...(writes ? { writer: lineWriter(lines, framing, onAgain) } : {}),
    close: async () => void (await Promise.all([lines.close(), reader?.on.end.close()])),
  } as End;
};
