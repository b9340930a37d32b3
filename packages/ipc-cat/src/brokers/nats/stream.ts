/** The stream that an address names, and who reads it. */
import { AckPolicy, type ConsumerInfo, DeliverPolicy, type JetStreamManager, StorageType } from '@nats-io/jetstream';
import { ExitCode, Failure } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';

export interface StreamAddress extends NatsAddress {
  readonly stream: string;
}

/** A consumer of the stream, as far as whoever asks it for messages has to know. */
export interface Consumer {
  readonly name: string;
  /** How long a message may stay unacknowledged; undefined where none is acknowledged. */
  readonly ackWaitMs: number | undefined;
  /** How many may be asked for at once. */
  readonly mostCount: number;
}

const NANOSECONDS = 1_000_000;

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Finds the stream, or makes it where that is wanted. Answers with the number of its last message. */
export const findStream = async (
  jsm: JetStreamManager,
  { create, stream, subject }: StreamAddress,
): Promise<{ readonly lastSequence: number; readonly subjects: readonly string[] }> => {
  const found = await jsm.streams.info(stream).catch((error: unknown) => {
    if (!create || subject === undefined || !isNamed(error, 'StreamNotFoundError')) throw error;
    return jsm.streams.add({ name: stream, subjects: [subject], storage: StorageType.File });
  });
  return { lastSequence: found.state.last_seq, subjects: found.config.subjects ?? [] };
};

const MOST = 512;

const consumerOf = ({ config, name }: ConsumerInfo): Consumer => ({
  name,
  ackWaitMs: config.ack_policy === AckPolicy.None ? undefined : (config.ack_wait ?? 0) / NANOSECONDS,
  mostCount: Math.min(MOST, config.max_batch || MOST),
});

/** So many may be on their way to all who read with that durable consumer: it holds back by itself. */
const MOST_UNACKNOWLEDGED = 1024;

const POLICIES = { all: DeliverPolicy.All, new: DeliverPolicy.New, last: DeliverPolicy.Last } as const;

const fits = (found: ConsumerInfo, { address: { durable, subject }, name }: Named<StreamAddress>): ConsumerInfo => {
  const { ack_policy: acks, deliver_subject: pushes, filter_subject: filter } = found.config;
  const other = 'choose another name for it, or remove that one';
  if (pushes) {
    throw new Failure(ExitCode.failed, `${name}: ${durable} is a push consumer: it cannot be asked for messages`, {
      hint: other,
    });
  }
  if (acks === AckPolicy.None) {
    throw new Failure(ExitCode.failed, `${name}: ${durable} is a consumer that acknowledges nothing`, { hint: other });
  }
  if (subject !== undefined && (filter ?? '') !== '' && filter !== subject) {
    throw new Failure(ExitCode.failed, `${name}: ${durable} reads ${filter}, and not ${subject}`, { hint: other });
  }
  return found;
};

/** The durable consumer; made when it is missing, which it must not be any more once it has been used. */
export const durableConsumer = async (
  jsm: JetStreamManager,
  where: Named<StreamAddress>,
  isAgain: boolean,
): Promise<Consumer> => {
  const { ackWaitMs, durable = '', from, stream, subject } = where.address;
  const found = await jsm.consumers.info(stream, durable).catch((error: unknown) => {
    if (!isNamed(error, 'ConsumerNotFoundError')) throw error;
    if (isAgain) throw new Failure(ExitCode.failed, `${where.name}: the consumer ${durable} is there no more`);
    return jsm.consumers.add(stream, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * NANOSECONDS,
      max_ack_pending: MOST_UNACKNOWLEDGED,
      deliver_policy: POLICIES[from],
      ...(subject === undefined ? {} : { filter_subject: subject }),
    });
  });
  return consumerOf(fits(found, where));
};

/** The server removes it when nobody has asked it for so long. */
const INACTIVE_MS = 60_000;

/** A consumer for this run only; behind message number `after`, or with the last when that is undefined. */
export const passingConsumer = async (
  jsm: JetStreamManager,
  { stream, subject }: StreamAddress,
  after: number | undefined,
): Promise<Consumer> =>
  consumerOf(
    await jsm.consumers.add(stream, {
      ack_policy: AckPolicy.None,
      inactive_threshold: INACTIVE_MS * NANOSECONDS,
      mem_storage: true,
      num_replicas: 1,
      ...(after === undefined
        ? { deliver_policy: DeliverPolicy.Last }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 }),
      ...(subject === undefined ? {} : { filter_subject: subject }),
    }),
  );
