import type { Batch, Receipt, SendAnswer } from '../frames/batch.ts';

/** One message with all that belongs to it. Its payload may lie in its reader's buffer until the next read. */
export interface Message {
  readonly payload: Buffer;
  readonly receipt?: Receipt | undefined;
  readonly subject?: string | undefined;
  /** Where its answer goes, when that is a way of its own. */
  readonly send?: SendAnswer | undefined;
}

/** A batch, one by one. */
export const messagesOf = ({ answers, payloads, receipts, subjects }: Batch): readonly Message[] =>
  payloads.map((payload, at) => ({
    payload,
    receipt: receipts?.[at],
    subject: subjects?.[at],
    send: answers?.[at],
  }));
