/** A subject of NATS, or a stream of JetStream. */
import { parseDuration, usageFailure } from '@proctools/core';
import type { NatsAddress } from './address.ts';
import { fromEnvironment } from './credentials.ts';
import { isNatsName, natsTarget } from './nats-target.ts';
import { assertPair, type Parse, TLS_KEYS, tlsOf, withSettings } from './parsing.ts';

const FROM: readonly NatsAddress['from'][] = ['all', 'new', 'last'];
const NATS_KEYS = ['queue', 'stream', 'durable', 'create', 'from', 'ack-wait'];

/** `nats://HOST/SUBJECT?queue=…`, `?stream=…&durable=…`; `nats+tls://` with TLS. */
export const nats: Parse = (rest) => {
  const { name } = rest;
  const { target, settings } = withSettings(rest, [...NATS_KEYS, ...TLS_KEYS]);
  assertPair(name, settings);
  const { credentials, servers, subject, token } = natsTarget(name, target);
  const named = (key: string) =>
    settings.value(key, 'a word without dots, stars and spaces', (text) => (isNatsName(text) ? text : undefined));
  const [queue, stream, durable] = [named('queue'), named('stream'), named('durable')];
  if (subject === undefined && stream === undefined) {
    throw usageFailure(`${name}: a subject, or a stream, is needed`, 'for example nats://localhost/news');
  }
  if (queue !== undefined && stream !== undefined) {
    throw usageFailure(`${name}: queue goes without stream`, 'readers share a stream with &durable=NAME');
  }
  const lone = ['durable', 'create', 'from', 'ack-wait'].find((key) => settings.has(key));
  if (stream === undefined && lone) throw usageFailure(`${name}: ${lone} goes with stream`);
  const create = settings.flag('create');
  if (create && subject === undefined) {
    throw usageFailure(`${name}: create needs the subject that the stream is for`, 'put it behind the host');
  }
  const found = fromEnvironment(credentials, 'NATS');
  return {
    type: 'nats',
    servers,
    credentials: token === undefined ? found : credentials,
    token: token ?? (found.user === undefined ? process.env.NATS_TOKEN : undefined),
    tls: rest.scheme === 'nats+tls' || TLS_KEYS.some((key) => settings.has(key)) ? tlsOf(settings) : undefined,
    subject,
    queue,
    stream,
    durable,
    create,
    from: settings.value('from', 'all, new or last', (text) => FROM.find((known) => known === text)) ?? 'all',
    ackWaitMs:
      settings.value('ack-wait', 'a duration such as 30s', (text) => parseDuration(text) || undefined) ?? 30_000,
  };
};
