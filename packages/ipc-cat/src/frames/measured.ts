import { type Batch, packedBatch } from './batch.ts';
import type { Cutter, Limits } from './cutter.ts';
import { held } from './held.ts';

/** The length of what follows, in 32 bits, the highest byte first. */
export const HEADER_BYTES = 4;

const cut = (bytes: Buffer): readonly Buffer[] => {
  const payloads: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const from = at + HEADER_BYTES;
    at = from + bytes.readUInt32BE(at);
    payloads.push(bytes.subarray(from, at));
  }
  return payloads;
};

/** Messages with their length in front of them. */
export const measured = ({ isStrict = false, maxFrame, onBad }: Limits): Cutter => {
  const rest = held();
  /** What `rest` has to come to before there is anything new to see. */
  let needed = HEADER_BYTES;
  let position = 0; // of the first byte of `rest`
  let toSkip = 0;
  let isOver = false;

  /** How many bytes at the beginning are whole messages that fit, and how many there are; stops at one that is too long. */
  const scan = (bytes: Buffer) => {
    let end = 0;
    let count = 0;
    while (end + HEADER_BYTES <= bytes.length) {
      const length = bytes.readUInt32BE(end);
      if (length > maxFrame) return { end, count, tooLong: length };
      if (end + HEADER_BYTES + length > bytes.length) break;
      end += HEADER_BYTES + length;
      count += 1;
    }
    return { end, count, tooLong: undefined };
  };

  const skip = (bytes: Buffer): Buffer => {
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    position += skipped;
    return bytes.subarray(skipped);
  };

  const take = (given: Buffer): readonly { readonly bytes: Buffer; readonly count: number }[] => {
    const found: { readonly bytes: Buffer; readonly count: number }[] = [];
    for (let bytes = skip(given); ; ) {
      const { count, end, tooLong } = scan(bytes);
      if (count > 0) found.push({ bytes: bytes.subarray(0, end), count });
      position += end;
      const left = bytes.subarray(end);
      if (tooLong === undefined) {
        needed = HEADER_BYTES + (left.length < HEADER_BYTES ? 0 : left.readUInt32BE());
        rest.add(left);
        return found;
      }
      onBad({ why: 'too-long', position, length: tooLong });
      isOver = isStrict;
      if (isOver) return found;
      toSkip = HEADER_BYTES + tooLong;
      bytes = skip(left);
    }
  };

  const batch = (pieces: readonly { readonly bytes: Buffer; readonly count: number }[]): Batch | undefined => {
    if (pieces.length === 0) return undefined;
    const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
    const count = pieces.reduce((sum, piece) => sum + piece.count, 0);
    return packedBatch(
      { framing: 'length', bytes },
      () => count,
      () => cut(bytes),
    );
  };

  return {
    push: (bytes) => {
      if (isOver) return undefined;
      if (rest.length + bytes.length < needed && toSkip === 0) {
        rest.add(bytes);
        return undefined;
      }
      return batch(take(rest.drain(bytes)));
    },
    unfinished: () => rest.length,
    end: () => {
      if (rest.length > 0) onBad({ why: 'cut-off', position, length: rest.length });
      return undefined;
    },
  };
};
