/** A channel, a stream or a list of Redis. */
import { parseDuration, usageFailure } from '@proctools/core';
import type { RedisAddress } from './address.ts';
import { fromEnvironment } from './credentials.ts';
import { assertPair, type Parse, TLS_KEYS, tlsOf, urlOf, withSettings } from './parsing.ts';
import { decode } from './settings.ts';

const CLAIM_MS = 30_000;

const REDIS_PORT = 6379;

/** A host that is a path, its slashes written as %2F, is a Unix socket. */
const redisPlace = ({ hostname, port }: URL): RedisAddress['where'] => {
  const host = decode(hostname);
  if (host.startsWith('/')) return { path: host };
  return { host: host.replace(/^\[(.*)\]$/, '$1') || 'localhost', port: port === '' ? REDIS_PORT : Number(port) };
};

/** `redis://HOST/DATABASE?channel=…`, `?stream=…`, `?list=…`; `rediss://` with TLS. */
export const redis: Parse = (rest) => {
  const keys = ['channel', 'stream', 'list', 'group', 'consumer', 'from', 'claim', 'maxlen'];
  const { target, settings } = withSettings(rest, [...keys, ...TLS_KEYS]);
  const { url, credentials } = urlOf({ ...rest, text: target });
  const database = /^\/(\d{1,4})?$/.exec(url.pathname || '/');
  if (!database) throw usageFailure(`${rest.name}: the database is to be a number`, 'for example redis://localhost/0');
  const [channel, stream, list] = [settings.text('channel'), settings.text('stream'), settings.text('list')];
  if ([channel, stream, list].filter((name) => name !== undefined).length !== 1) {
    throw usageFailure(
      `${rest.name}: one of channel, stream and list is needed`,
      'for example redis://localhost/0?channel=news',
    );
  }
  const isEncrypted = rest.scheme === 'rediss';
  const loneTls = TLS_KEYS.find((key) => settings.text(key) !== undefined);
  if (!isEncrypted && loneTls) throw usageFailure(`${rest.name}: ${loneTls} goes with rediss://`);
  assertPair(rest.name, settings);
  const where = redisPlace(url);
  if (isEncrypted && 'path' in where)
    throw usageFailure(`${rest.name}: a Unix socket has no certificate`, 'write redis:');
  const base = {
    type: 'redis',
    where,
    credentials: fromEnvironment(credentials, 'REDIS'),
    tls: isEncrypted ? tlsOf(settings) : undefined,
    database: Number(database[1] ?? 0),
  } as const;
  const lone = ['group', 'consumer', 'from', 'claim', 'maxlen'].find((key) => settings.text(key) !== undefined);
  if (stream === undefined && lone) throw usageFailure(`${rest.name}: ${lone} goes with stream`);
  if (channel !== undefined) {
    return { ...base, target: { type: 'channel', name: channel, isPattern: channel.includes('*') } };
  }
  if (list !== undefined) return { ...base, target: { type: 'list', name: list } };
  const group = settings.text('group');
  return {
    ...base,
    target: {
      type: 'stream',
      name: stream ?? '',
      group,
      consumer: settings.text('consumer'),
      from:
        settings.value('from', '$, 0 or the id of an entry', (text) =>
          /^(\$|\d+(-\d+)?)$/.test(text) ? text : undefined,
        ) ?? (group === undefined ? '$' : '0'),
      claimMs:
        settings.value('claim', 'a duration such as 30s', (text) => parseDuration(text) || undefined) ?? CLAIM_MS,
      maxLength: settings.value('maxlen', 'a number of entries', (text) =>
        /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined,
      ),
    },
  };
};
