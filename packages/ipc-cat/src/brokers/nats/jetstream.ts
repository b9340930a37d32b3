/** `nats://host/subject?stream=S`: JetStream. What was stored is delivered until it was acknowledged: at least once. */
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { ExitCode, Failure } from '@proctools/core';
import type { Named, NatsAddress } from '../../address/address.ts';
import { hasWildcard } from '../../address/nats-target.ts';
import type { MessageEnd } from '../../endpoint.ts';
import type { Opening } from '../../endpoints/opening.ts';
import type { Wants } from '../../open.ts';
import { fittingIn } from '../fitting.ts';
import type { Connection } from './connection.ts';
import { hand } from './hand.ts';
import { type Link, openLink } from './link.ts';
import { Unreachable } from './reason.ts';
import { roleAt } from './role.ts';
import { durableConsumer, findStream, passingConsumer, type StreamAddress } from './stream.ts';
import { streamFailure } from './stream-failure.ts';
import { streamReading } from './stream-reader.ts';
import { streamWriter } from './stream-writer.ts';

/** Works with the server's streams; what it has against that becomes a sentence. */
const managing = async <Answer>(
  { address, name }: Named<StreamAddress>,
  { nc }: Connection,
  work: (jsm: JetStreamManager) => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await work(await jetstreamManager(nc, { checkAPI: false }));
  } catch (error) {
    throw streamFailure(error, name, address);
  }
};

/** The subject to write to, when the address names none: the only one that the stream is for. */
const subjectOf = (
  { address: { stream, subject }, name }: Named<StreamAddress>,
  subjects: readonly string[],
): string => {
  const [only, ...others] = subjects;
  if (subject !== undefined) return subject;
  if (only !== undefined && others.length === 0 && !hasWildcard(only)) return only;
  throw new Failure(ExitCode.failed, `${name}: the stream ${stream} is for ${subjects.join(', ')}`, {
    hint: 'write the one that is meant into the address, behind the host',
  });
};

const openToWrite = async (where: Named<StreamAddress>, opening: Opening): Promise<MessageEnd> => {
  const { name, address } = where;
  let subject = '';
  const check = async (jsm: JetStreamManager): Promise<void> => {
    subject = subjectOf(where, (await findStream(jsm, address)).subjects);
    const found = await jsm.streams.find(subject).catch(() => undefined);
    if (found === address.stream) return;
    throw new Failure(ExitCode.failed, `${name}: the stream ${address.stream} does not take ${subject}`, {
      ...(found === undefined ? {} : { hint: `${found} does` }),
    });
  };
  const link = await openLink(where, opening, {
    noEcho: false,
    setUp: (connection, isAgain) => (isAgain ? Promise.resolve() : managing(where, connection, check)),
    onLoss: () => {},
  });
  return {
    name,
    unit: 'messages',
    content: 'any',
    writer: streamWriter(link, { stream: address.stream, subject, isNamed: opening.reconnect !== undefined }),
    close: link.close,
  };
};

/** Where a reader that has seen nothing yet begins: behind which message; undefined: with the last. */
const startOf = ({ from }: NatsAddress, lastSequence: number): number | undefined =>
  ({ all: 0, new: lastSequence, last: undefined })[from];

const openToRead = async (where: Named<StreamAddress>, opening: Opening): Promise<MessageEnd> => {
  const { name, address } = where;
  const isDurable = address.durable !== undefined;
  let link: Link | undefined;
  let ackWaitMs = address.ackWaitMs;
  let start: number | undefined;
  const use: Link['use'] = (work) => (link ? link.use(work) : Promise.reject(new Error('not connected yet')));
  // nats-server 2.9 takes the first message that comes back for a request that nobody listens to any more, and keeps it until
  // ack-wait is over; when it tells about the consumer it looks who still listens. (seen with 2.9.10)
  const withdraw = ({ nc }: Connection): Promise<unknown> =>
    nc.request(`$JS.API.CONSUMER.INFO.${address.stream}.${address.durable}`);
  const held = isDurable ? hand({ use, ackWaitMs: () => ackWaitMs, withdraw }) : undefined;

  const bind = (connection: Connection, isAgain: boolean): Promise<void> =>
    managing(where, connection, async (jsm) => {
      if (!isAgain) start = startOf(address, (await findStream(jsm, address)).lastSequence);
      const consumer = isDurable
        ? await durableConsumer(jsm, where, isAgain)
        : await passingConsumer(jsm, address, reading.lastSequence ?? start);
      ackWaitMs = consumer.ackWaitMs ?? ackWaitMs;
      reading.begin(connection, consumer);
    });
  /** Where that may go by, it is as if the connection were lost. */
  const bindAgain = (connection: Connection): Promise<void> =>
    bind(connection, true).catch((error: unknown) => {
      if (error instanceof Unreachable) return connection.close();
      throw error;
    });
  const reading = streamReading({
    name,
    stream: address.stream,
    hand: held,
    fits: fittingIn(opening.maxFrame, opening.onBad),
    tell: opening.tell,
    onGone: () => void use(bindAgain).catch(reading.fail),
  });
  link = await openLink(where, opening, { noEcho: false, setUp: bind, onLoss: () => {} });
  link.down.catch(reading.fail);
  opening.tell({ type: 'listening', name });
  return {
    name,
    unit: 'messages',
    content: 'any',
    isEndless: true,
    reader: reading.reader,
    close: async () => {
      reading.reader.cancel();
      await held?.giveBack();
      await link?.close();
    },
  };
};

/** Connects, and finds the stream, or makes it when the address says so. */
export const openJetStream = async (
  { address, name }: Named<NatsAddress>,
  wants: Wants,
  opening: Opening,
): Promise<MessageEnd> => {
  const where = { name, address: { ...address, stream: address.stream ?? '' } };
  return roleAt(name, address, wants) === 'writes' ? openToWrite(where, opening) : openToRead(where, opening);
};
