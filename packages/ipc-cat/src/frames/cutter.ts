/** Takes a stream of bytes apart into whole messages, and says what is no message. */
import type { OnBadFrame } from './bad-frame.ts';
import type { Batch } from './batch.ts';
import { delimited } from './delimited.ts';
import type { Framing } from './framing.ts';
import { validated } from './json-lines.ts';
import { measured } from './measured.ts';

export interface Cutter {
  /** The messages that are whole with these bytes; they may lie in these very bytes, until the next call. */
  push(bytes: Buffer): Batch | undefined;
  /** The last message, when it needs no end. */
  end(): Batch | undefined;
  /** Bytes of a message that has begun and not ended. */
  unfinished(): number;
}

export interface Limits {
  readonly maxFrame: number;
  readonly onBad: OnBadFrame;
  /** The first bad message is the end: what stands behind it is nobody's message any more. */
  readonly isStrict?: boolean;
  /** Whether a last message that lacks its end was cut off: where a connection was lost. */
  readonly lastNeedsEnd?: () => boolean;
}

/** A cutter for one stream. */
export const cutterFor = (framing: Framing, limits: Limits): Cutter => {
  switch (framing) {
    case 'lines':
      return delimited('lines', limits);
    case 'nul':
      return delimited('nul', limits);
    case 'json':
      return validated(delimited('json', limits), limits);
    case 'length':
      return measured(limits);
  }
};
