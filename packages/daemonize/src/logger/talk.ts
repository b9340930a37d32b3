/** What a supervisor says to its logger, and the answer: one JSON text a line. */
import type { Owner } from '@proctools/core';
import type { Stream } from '../logs/log.ts';
import type { Rotation } from '../settings.ts';

/** Where the logger finds the connection. */
export const CONNECTION = 3;

/** A FIFO, and the log that it leads to. */
export interface Channel {
  readonly stream: Stream;
  readonly fifo: string;
  readonly file: string;
  /** Whether the log is in the daemon's own folder, and not where its owner has it. */
  readonly isOwn: boolean;
  readonly ledger: string | null;
}

/** What it is told first. */
export interface Order {
  readonly home: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  readonly rotation: Rotation | null;
  readonly time: boolean;
  readonly owner: Owner | undefined;
}

/** And later: to empty the FIFOs and say so, or to open the logs again. */
export type Wish = { readonly flush: number } | { readonly reopen: true };

/** It has emptied them, as it was asked to with this number. */
export interface Answer {
  readonly flushed: number;
}
