/** What goes to several: whole messages in their frames, or bytes as they came. It is handed out as it is, in one piece. */
import { type Batch, packedBatch } from '../frames/batch.ts';
import { cutterFor } from '../frames/cutter.ts';
import type { Framing } from '../frames/framing.ts';
import { pack } from '../frames/pack.ts';
import { copyOf, giveBack } from './pool.ts';

export interface Piece {
  /** As long as nobody reads on where it came from. */
  readonly bytes: Buffer;
  /** How many messages; of bytes in no frames, 1. Counted when it is asked for. */
  readonly count: number;
  /** The same bytes for as long as somebody wants them: one copy, for all. */
  readonly kept: Buffer;
  /** The same, for who says when he wants it no longer; when nobody does, its memory is used again. */
  borrow(): Buffer;
  giveBack(): void;
}

const pieceOf = (bytes: Buffer, count: () => number, own?: Buffer): Piece => {
  let copy = own;
  let borrowers = 0;
  let isForGood = own !== undefined;
  const copied = (): Buffer => {
    copy ??= copyOf(bytes);
    return copy;
  };
  return {
    bytes,
    get count() {
      return count();
    },
    get kept() {
      isForGood = true;
      return copied();
    },
    borrow: () => {
      borrowers += 1;
      return copied();
    },
    giveBack: () => {
      borrowers -= 1;
      if (borrowers > 0 || isForGood || copy === undefined) return;
      giveBack(copy);
      copy = undefined;
    },
  };
};

/** Bytes as they came. */
export const rawPiece = (bytes: Buffer): Piece => pieceOf(bytes, () => 1);

/** Bytes that nobody else will write to. */
export const ownPiece = (bytes: Buffer): Piece => pieceOf(bytes, () => 1, bytes);

/** Messages in frames; those that do not fit into them are left out, and counted as unfit. */
export const framedPiece = (batch: Batch, framing: Framing): { readonly piece: Piece; readonly unfit: number } => {
  const { bytes, unfit } = pack(batch, framing);
  return { piece: pieceOf(bytes, () => batch.count - unfit), unfit };
};

/** They were found good before. */
const UNLIMITED = { maxFrame: Number.POSITIVE_INFINITY, onBad: () => {} };

/** Whole frames as messages once more, for who is spoken to in messages. */
export const batchIn = (bytes: Buffer, framing: Framing): Batch => {
  const open = (): Batch | undefined => cutterFor(framing === 'json' ? 'lines' : framing, UNLIMITED).push(bytes);
  return packedBatch(
    { framing, bytes },
    () => open()?.count ?? 0,
    () => open()?.payloads ?? [],
  );
};
