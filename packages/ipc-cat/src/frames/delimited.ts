import type { Batch } from './batch.ts';
import { packedBatch } from './batch.ts';
import type { Cutter, Limits } from './cutter.ts';

const DELIMITERS = { lines: 0x0a, json: 0x0a, nul: 0x00 } as const;

type Delimited = keyof typeof DELIMITERS;

/** The byte that ends each message of this framing. */
export const delimiterOf = (framing: Delimited): number => DELIMITERS[framing];

const countOf = (bytes: Buffer, delimiter: number): number => {
  let count = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + 1)) count += 1;
  return count;
};

const cut = (bytes: Buffer, delimiter: number): readonly Buffer[] => {
  const payloads: Buffer[] = [];
  for (let from = 0, at = bytes.indexOf(delimiter); at >= 0; from = at + 1, at = bytes.indexOf(delimiter, from)) {
    payloads.push(bytes.subarray(from, at));
  }
  return payloads;
};

/** What is longer is not worth keeping the memory for. */
const SCRATCH_BYTES = 1024 * 1024;

/** Puts pieces together in memory that is used again by the next call: as garbage it would be hundreds of megabytes. */
const joining = () => {
  let scratch: Buffer | undefined;
  return (pieces: readonly Buffer[], length: number): Buffer => {
    if (length > SCRATCH_BYTES) return Buffer.concat(pieces, length);
    if (scratch === undefined || scratch.length < length) {
      scratch = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(length)));
    }
    let at = 0;
    for (const piece of pieces) at += piece.copy(scratch, at);
    return scratch.subarray(0, length);
  };
};

/** Messages that a byte ends. Where a message stands among the others is asked for only when it matters. */
export const delimited = (framing: Delimited, { maxFrame, onBad }: Limits): Cutter & PositionOf => {
  const delimiter = DELIMITERS[framing];
  const joined = joining();
  let rest: Buffer[] = [];
  let restLength = 0;
  /** Of the byte behind all that was pushed. */
  let position = 0;
  /** How much of a message that is too long has been thrown away; undefined outside of one. */
  let skipped: number | undefined;
  let batchAt = 0;

  const tooLong = (at: number, length: number): void => onBad({ why: 'too-long', position: at, length });

  /** Without the messages that are too long; only looked through where one may be. */
  const fitting = (bytes: Buffer, at: number): Buffer => {
    if (bytes.length <= maxFrame) return bytes;
    const kept: Buffer[] = [];
    let from = 0;
    let start = 0;
    for (let end = bytes.indexOf(delimiter); end >= 0; end = bytes.indexOf(delimiter, from)) {
      if (end - from > maxFrame) {
        tooLong(at + from, end - from);
        kept.push(bytes.subarray(start, from));
        start = end + 1;
      }
      from = end + 1;
    }
    if (start === 0) return bytes;
    kept.push(bytes.subarray(start));
    return Buffer.concat(kept);
  };

  const batch = (bytes: Buffer, at: number): Batch | undefined => {
    const whole = fitting(bytes, at);
    if (whole.length === 0) return undefined;
    batchAt = at;
    return packedBatch(
      { framing, bytes: whole },
      () => countOf(whole, delimiter),
      () => cut(whole, delimiter),
    );
  };

  const keep = (bytes: Buffer): void => {
    if (bytes.length === 0) return;
    restLength += bytes.length;
    if (restLength <= maxFrame) {
      rest.push(Buffer.from(bytes)); // a copy: what we were given is not ours
      return;
    }
    skipped = restLength;
    rest = [];
    restLength = 0;
  };

  /** What is left behind the end of a message that is too long. */
  const afterSkipped = (bytes: Buffer, at: number): Buffer | undefined => {
    const end = bytes.indexOf(delimiter);
    if (end < 0) {
      skipped = (skipped ?? 0) + bytes.length;
      return undefined;
    }
    const length = (skipped ?? 0) + end;
    tooLong(at + end - length, length);
    skipped = undefined;
    return bytes.subarray(end + 1);
  };

  return {
    push: (given) => {
      position += given.length;
      const bytes = skipped === undefined ? given : afterSkipped(given, position - given.length);
      if (bytes === undefined) return undefined;
      const last = bytes.lastIndexOf(delimiter);
      if (last < 0) {
        keep(bytes);
        return undefined;
      }
      const at = position - bytes.length - restLength;
      const whole = bytes.subarray(0, last + 1);
      const all = restLength === 0 ? whole : joined([...rest, whole], restLength + whole.length);
      rest = [];
      restLength = 0;
      keep(bytes.subarray(last + 1));
      return batch(all, at);
    },
    end: () => {
      if (skipped !== undefined) tooLong(position - skipped, skipped);
      if (restLength === 0) return undefined;
      const at = position - restLength;
      const bytes = Buffer.concat([...rest, Buffer.of(delimiter)]);
      rest = [];
      restLength = 0;
      return batch(bytes, at);
    },
    unfinished: () => skipped ?? restLength,
    batchPosition: () => batchAt,
  };
};

export interface PositionOf {
  /** Where the last batch began. */
  batchPosition(): number;
}
