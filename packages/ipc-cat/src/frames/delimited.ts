import type { Batch } from './batch.ts';
import { packedBatch } from './batch.ts';
import type { Cutter, Limits } from './cutter.ts';
import { held } from './held.ts';

const DELIMITERS = { lines: 0x0a, json: 0x0a, nul: 0x00 } as const;

const NOTHING = Buffer.alloc(0);

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

/** Messages that a byte ends. Where a message stands among the others is asked for only when it matters. */
export const delimited = (framing: Delimited, { isStrict = false, maxFrame, onBad }: Limits): Cutter & PositionOf => {
  const delimiter = DELIMITERS[framing];
  const rest = held();
  /** Of the byte behind all that was pushed. */
  let position = 0;
  /** How much of a message that is too long has been thrown away; undefined outside of one. */
  let skipped: number | undefined;
  let batchAt = 0;
  let isOver = false;

  const tooLong = (at: number, length: number): void => {
    onBad({ why: 'too-long', position: at, length });
    isOver = isStrict;
  };

  /** Without the messages that are too long; only looked through where one may be. */
  const fitting = (bytes: Buffer, at: number): Buffer => {
    if (bytes.length <= maxFrame) return bytes;
    const kept: Buffer[] = [];
    let from = 0;
    let start = 0;
    for (let end = bytes.indexOf(delimiter); end >= 0; end = bytes.indexOf(delimiter, from)) {
      if (end - from > maxFrame) {
        tooLong(at + from, end - from);
        if (isOver) return bytes.subarray(0, from);
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
    if (rest.length + bytes.length <= maxFrame) {
      rest.add(bytes);
      return;
    }
    skipped = rest.drain(NOTHING).length + bytes.length;
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
    return isOver ? undefined : bytes.subarray(end + 1);
  };

  return {
    push: (given) => {
      if (isOver) return undefined;
      position += given.length;
      const bytes = skipped === undefined ? given : afterSkipped(given, position - given.length);
      if (bytes === undefined) return undefined;
      const last = bytes.lastIndexOf(delimiter);
      if (last < 0) {
        keep(bytes);
        return undefined;
      }
      const at = position - bytes.length - rest.length;
      const all = rest.drain(bytes.subarray(0, last + 1));
      keep(bytes.subarray(last + 1));
      return batch(all, at);
    },
    end: () => {
      if (isOver) return undefined;
      if (skipped !== undefined) tooLong(position - skipped, skipped);
      if (rest.length === 0) return undefined;
      const at = position - rest.length;
      return batch(rest.drain(Buffer.of(delimiter)), at);
    },
    unfinished: () => skipped ?? rest.length,
    batchPosition: () => batchAt,
  };
};

export interface PositionOf {
  /** Where the last batch began. */
  batchPosition(): number;
}
