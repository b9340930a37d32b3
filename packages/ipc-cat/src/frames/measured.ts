import { type Batch, packedBatch } from './batch.ts';
import type { Cutter, Limits } from './cutter.ts';

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
export const measured = ({ maxFrame, onBad }: Limits): Cutter => {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0; // of the first byte of `rest`
  let toSkip = 0;

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
    const bytes = skip(given);
    const { count, end, tooLong } = scan(bytes);
    const found = count > 0 ? [{ bytes: bytes.subarray(0, end), count }] : [];
    position += end;
    if (tooLong === undefined) {
      rest = Buffer.from(bytes.subarray(end)); // a copy: what we were given is not ours
      return found;
    }
    onBad({ why: 'too-long', position, length: tooLong });
    toSkip = HEADER_BYTES + tooLong;
    rest = Buffer.alloc(0);
    return [...found, ...take(bytes.subarray(end))];
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
    push: (bytes) => batch(take(rest.length === 0 ? bytes : Buffer.concat([rest, bytes]))),
    unfinished: () => rest.length,
    end: () => {
      if (rest.length > 0) onBad({ why: 'cut-off', position, length: rest.length });
      else if (toSkip > 0) onBad({ why: 'cut-off', position, length: 0 });
      rest = Buffer.alloc(0);
      toSkip = 0;
      return undefined;
    },
  };
};
