/**
 * What every address turns into when it is opened: an end that bytes or messages are read from and written to. Nothing else
 * of ipc-cat knows what is behind it. Whoever reads asks for more, and whoever writes waits until it has been accepted: so
 * nothing is ever held in memory but what is under way.
 */

import type { Socket } from 'node:net';
import type { Ended } from '@proctools/core';
import type { Batch } from './frames/batch.ts';

/** Where bytes or messages come from. It has one reader. */
export interface Reader<Item> {
  /**
   * The next; undefined at the end of the data, or once it was cancelled. Bytes belong to the caller until the next call only.
   * Rejects when it broke: what had come before has been handed out by then. No more than `most` bytes, or messages, are
   * wanted: who can leaves the others where they are, and who cannot hands them out all the same.
   */
  read(most?: number): Promise<Item | undefined>;
  /** Nothing more is wanted. A pending `read` answers with undefined. */
  cancel(): void;
  /** Bytes of a message that had begun when it was cancelled, and that nobody gets. */
  readonly unfinished?: number;
}

/** Where they go to. It has one writer, who waits for each answer. */
export interface Writer<Item> {
  /** Settles when the other side's kernel, or broker, has accepted it. Rejects when it broke; see `isReaderGone`. */
  write(item: Item): Promise<void>;
  /** Passes the end of the data on, after all that was written. */
  end(): Promise<void>;
  /** Settles when nobody will read any more, rejects when it broke. It may never be noticed but by writing. */
  readonly gone: Promise<unknown>;
  /** How many bytes of a pending `write` the kernel has not accepted yet, where that is known. */
  readonly waiting?: number;
}

interface Opened {
  /** The address as it is told, without credentials. */
  readonly name: string;
  /** Somebody types: when all the data of the other side has come, there is nobody to type for. */
  readonly isTyped?: boolean;
  /** What is read there never ends by itself: a broker's. It ends with what is written there. */
  readonly isEndless?: boolean;
  /** How the child behind it ended; only where there is one. */
  readonly child?: Promise<Ended>;
  /** Closes our ends of its streams, and lets it end by itself. */
  readonly hangUp?: () => Promise<void>;
  /** Passes a signal that we were sent on to the child behind it. */
  readonly signal?: (signal: NodeJS.Signals) => void;
  /** Lets go of everything: connections, files of sockets, children. Never rejects. */
  close(): Promise<void>;
}

/** An end that bytes flow through, in no frames. An end that cannot be read from, or written to, lacks that half. */
export interface ByteEnd extends Opened {
  readonly unit: 'bytes';
  readonly reader?: ByteReader;
  readonly writer?: ByteWriter;
}

/** An end that messages go through, whole. */
export interface MessageEnd extends Opened {
  readonly unit: 'messages';
  /** What a message is there: one JSON value, or any bytes. */
  readonly content: 'json' | 'any';
  readonly reader?: Reader<Batch>;
  readonly writer?: Writer<Batch>;
  /** Asks one question and answers with what comes back, where that is something of its own. Rejects when nobody answers. */
  readonly request?: (question: Buffer, signal: AbortSignal) => Promise<Buffer>;
}

export type End = ByteEnd | MessageEnd;

/** A descriptor that never blocks, or a file: for those who read or write it themselves while it is ready. */
export interface Ready {
  readonly descriptor: number;
}

export interface ByteReader extends Reader<Buffer> {
  readonly ready?: Ready | undefined;
}

export interface ByteWriter extends Writer<Buffer> {
  readonly ready?: Ready | undefined;
}

/** A reader or writer of which some parts are others; what it tells of itself stays true while it changes, as `ready` does. */
export const altered = <Half extends object>(half: Half, parts: Partial<Half>): Half =>
  Object.create(half, Object.getOwnPropertyDescriptors(parts));

export interface AcceptedSocket {
  readonly name: string;
  readonly socket: Socket;
}

/** A place where others connect. Who has not been accepted waits in the backlog, as far as the system allows. listen(2) */
export interface Listener {
  readonly name: string;
  /** The next that connects; undefined once it was closed. */
  accept(): Promise<End | undefined>;
  /** The same as a socket that nothing was read from, to be handed to a child; lacking where a connection is no descriptor. */
  acceptSocket?(): Promise<AcceptedSocket | undefined>;
  /** No further connections; those that there are stay. Removes the socket's file when it is still ours. */
  close(): Promise<void>;
}

/** Whether whoever reads what we write went away, which is a normal end. Windows calls that EOF. */
export const isReaderGone = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['EPIPE', 'EOF', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(String(error.code));
