/** What a member says, piece by piece. */
import type { End, Reader } from '../endpoint.ts';
import { asMessages } from '../frames/as-messages.ts';
import type { Receipt } from '../frames/batch.ts';
import type { Limits } from '../frames/cutter.ts';
import type { Framing } from '../frames/framing.ts';
import { framedPiece, type Piece, rawPiece } from './piece.ts';

export interface Said {
  readonly piece: Piece;
  /** For messages that want to be acknowledged. */
  readonly receipts?: readonly Receipt[] | undefined;
}

export interface SourceSettings extends Limits {
  /** Undefined: bytes as they come. */
  readonly framing: Framing | undefined;
  /** So many messages could not be told apart in this framing, and were left out. */
  readonly onUnfit: (count: number) => void;
}

const rawSource = ({ cancel, read }: Reader<Buffer>): Reader<Said> => ({
  read: async () => {
    const bytes = await read();
    return bytes && { piece: rawPiece(bytes) };
  },
  cancel,
});

/** Reads what comes from an end, as pieces; undefined where nothing does. */
export const sourceOf = (end: End, { framing, onUnfit, ...limits }: SourceSettings): Reader<Said> | undefined => {
  if (framing === undefined) return end.unit === 'bytes' && end.reader ? rawSource(end.reader) : undefined;
  const { reader } = asMessages(end, framing, limits, onUnfit);
  return (
    reader && {
      read: async () => {
        const batch = await reader.read();
        if (batch === undefined) return undefined;
        const { piece, unfit } = framedPiece(batch, framing);
        if (unfit > 0) onUnfit(unfit);
        return { piece, receipts: batch.receipts };
      },
      cancel: () => reader.cancel(),
    }
  );
};
