/** Whole messages that came together, in order. They are taken apart only where somebody has to look at them. */
import type { Framing } from './framing.ts';

/** For a message that comes back until it has been accepted: a broker's. */
export interface Receipt {
  /** It has been written out, and may be forgotten. */
  accept(): Promise<void> | void;
  /** It has not, and shall come again. */
  refuse(): Promise<void> | void;
  /** How often it has been handed out, this time included; where that is known. */
  readonly attempt?: number | undefined;
}

/** Where the answer to a message goes that somebody waits for. */
export type SendAnswer = (answer: Buffer) => Promise<void>;

export interface Batch {
  readonly count: number;
  /** Their contents, without frames. */
  readonly payloads: readonly Buffer[];
  /** All of them as one piece, where they came in one. */
  readonly packed?: { readonly framing: Framing; readonly bytes: Buffer };
  /** One for each message, where they want to be acknowledged. */
  readonly receipts?: readonly Receipt[];
  /** Where each came from, where that is told: a subject, a channel. */
  readonly subjects?: readonly string[];
  /** One for each message, where an answer has a way of its own. */
  readonly answers?: readonly (SendAnswer | undefined)[];
}

/** Messages that came one by one. */
export const batchOf = (
  payloads: readonly Buffer[],
  more: Pick<Batch, 'receipts' | 'subjects' | 'answers'> = {},
): Batch => ({
  count: payloads.length,
  payloads,
  ...more,
});

/** Messages that came in frames, all in one piece; they are counted, and taken apart, when somebody asks. */
export const packedBatch = (
  packed: NonNullable<Batch['packed']>,
  count: number | (() => number),
  cut: () => readonly Buffer[],
): Batch => {
  let payloads: readonly Buffer[] | undefined;
  let counted: number | undefined;
  return {
    packed,
    get count() {
      counted ??= typeof count === 'number' ? count : count();
      return counted;
    },
    get payloads() {
      payloads ??= cut();
      return payloads;
    },
  };
};
