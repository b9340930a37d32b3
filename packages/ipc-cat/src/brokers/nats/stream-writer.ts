/** Writing to a stream. A write settles when the server has stored all of it. */
import { jetstream } from '@nats-io/jetstream';
import { ExitCode, Failure, uniqueWord } from '@proctools/core';
import type { Writer } from '../../endpoint.ts';
import type { Batch } from '../../frames/batch.ts';
import { TRY_AGAIN } from '../../verdict.ts';
import { slicesOf } from '../amount.ts';
import type { Connection } from './connection.ts';
import type { Link } from './link.ts';
import { isOfConnection } from './reason.ts';
import { sendable, tooLarge } from './too-large.ts';

/** So many are under way at once. */
const SLICE = { most: 256, mostBytes: 4 * 1024 * 1024 };
const STORE_MS = 30_000;
/** What the name of a message adds to it, about. */
const HEADER_BYTES = 100;

export interface StreamWriterSettings {
  readonly stream: string;
  readonly subject: string;
  /**
   * Whether what may have been stored is sent again when a connection was lost. Each message has a name of its own then, and
   * the server stores it once (within the stream's duplicate_window, 2 minutes unless it says otherwise).
   */
  readonly isNamed: boolean;
}

const refusal = (error: unknown, { stream, subject }: StreamWriterSettings): unknown => {
  if (!(error instanceof Error) || isOfConnection(error)) return error;
  switch (error.name) {
    case 'TimeoutError':
      return new Failure(TRY_AGAIN, `the stream ${stream} did not say that it has stored what was sent`);
    case 'RequestError': // nobody answers there, or we are not permitted to write
    case 'JetStreamNotEnabled':
      return new Failure(ExitCode.failed, `no stream takes ${subject}: ${error.message}`);
    case 'JetStreamApiError':
      return new Failure(ExitCode.failed, `the stream ${stream} refused a message: ${error.message}`);
    default:
      return error;
  }
};

export const streamWriter = (link: Link, settings: StreamWriterSettings): Writer<Batch> => {
  const { isNamed, stream, subject } = settings;
  const word = uniqueWord();
  let sent = 0;

  const store = async ({ nc }: Connection, payloads: readonly Buffer[], first: number): Promise<void> => {
    const js = jetstream(nc);
    const storing = payloads.map((payload, at) =>
      js.publish(subject, payload, { timeout: STORE_MS, ...(isNamed ? { msgID: `${word}.${first + at}` } : {}) }),
    );
    const stored = await Promise.all(storing);
    const elsewhere = stored.find((one) => one.stream !== stream);
    if (elsewhere)
      throw new Failure(ExitCode.failed, `${subject} is stored in ${elsewhere.stream}, and not in ${stream}`);
  };
  const storeAll = async (payloads: readonly Buffer[]): Promise<void> => {
    for (const slice of slicesOf(payloads, SLICE)) {
      await link.use((connection) =>
        store(connection, slice, sent).catch((error: unknown) => {
          throw refusal(error, settings);
        }),
      );
      sent += slice.length;
    }
  };
  return {
    write: async (batch) => {
      const most = await link.use(async ({ nc }) => nc.info?.max_payload ?? Number.POSITIVE_INFINITY);
      const mostBytes = isNamed ? most - HEADER_BYTES : most;
      const { payloads, tooLargeBytes } = sendable(batch.payloads, mostBytes);
      await storeAll(payloads);
      if (tooLargeBytes !== undefined) throw tooLarge(tooLargeBytes, mostBytes);
    },
    end: async () => {},
    gone: link.down,
  };
};
