import { nearest, parseDuration, usageFailure } from '@proctools/core';
import type { Address, Credentials, Named, NatsAddress, RedisAddress, TlsSettings } from './address.ts';
import { isNatsName, natsTarget } from './nats-target.ts';
import { decode, readSettings, type Settings, splitSettings, splitUrl } from './settings.ts';
import { wordsOf } from './words.ts';

/** What is left of an address behind its scheme, and what it was. */
interface Rest {
  /** As it may be told. */
  readonly name: string;
  readonly scheme: string;
  /** All of it, settings included. */
  readonly text: string;
}

type Parse = (rest: Rest) => Address;

const MODE = /^0?[0-7]{3}$/;

const TLS_KEYS = ['ca', 'cert', 'key', 'name', 'verify'] as const;

/** A usage Failure for a certificate without its key. */
const assertPair = (name: string, settings: Settings): void => {
  if ((settings.text('cert') === undefined) !== (settings.text('key') === undefined)) {
    throw usageFailure(`${name}: a certificate and its key go together`, 'give both cert=FILE and key=FILE, or none');
  }
};

const tlsOf = (settings: Settings): TlsSettings => ({
  ca: settings.text('ca'),
  cert: settings.text('cert'),
  key: settings.text('key'),
  name: settings.text('name'),
  verify: settings.text('verify') === undefined || settings.flag('verify'),
});

const withSettings = ({ name, text }: Rest, known: readonly string[]) => {
  const { target, settings } = splitSettings(text);
  return { target, settings: readSettings(name, settings, known) };
};

const needed = (name: string, what: string, text: string): string => {
  if (text === '') throw usageFailure(`${name}: ${what} is missing`);
  return text;
};

const portOf = (name: string, text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw usageFailure(`${name}: the port is to be a number from 0 to 65535, and is '${text}'`);
  return port;
};

/** `[::1]:80`, `host:80`, `80`. */
const hostAndPort = (name: string, text: string): { readonly host: string | undefined; readonly port: number } => {
  if (text.includes('@')) throw usageFailure(`${name}: nobody logs in there`, 'leave out what stands before the @');
  const [, six, host, port = ''] = /^(?:\[([^\]]+)\]:|([^:]*):)?(.*)$/s.exec(text) ?? [];
  return { host: (six ?? host) || undefined, port: portOf(name, port) };
};

const withHost = (name: string, text: string): { readonly host: string; readonly port: number } => {
  const { host, port } = hostAndPort(name, text.replace(/^\/\//, '').replace(/\/$/, ''));
  if (host === undefined) throw usageFailure(`${name}: the host is missing`, 'for example tcp://localhost:3000');
  return { host, port };
};

const urlOf = ({ name, scheme, text }: Rest): { readonly url: URL; readonly credentials: Credentials } => {
  try {
    const url = new URL(`${scheme}:${text}`);
    const credentials = { user: decode(url.username) || undefined, password: decode(url.password) || undefined };
    url.username = '';
    url.password = '';
    return { url, credentials };
  } catch {
    throw usageFailure(`${name} is not an address`, `for example ${scheme}://localhost`);
  }
};

const unix: Parse = (rest) => {
  const { target } = withSettings(rest, []);
  return { type: 'unix', path: needed(rest.name, 'the path', decode(target)), isAbstract: false };
};

const unixListen: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['mode', 'owner', 'takeover']);
  const mode = settings.value('mode', 'an octal mode such as 660', (text) =>
    MODE.test(text) ? Number.parseInt(text, 8) : undefined,
  );
  return {
    type: 'unix-listen',
    path: needed(rest.name, 'the path', decode(target)),
    isAbstract: false,
    mode: mode ?? 0o600,
    owner: settings.text('owner'),
    takesOver: settings.flag('takeover'),
  };
};

const abstract: Parse = (rest) => ({
  type: 'unix',
  path: needed(rest.name, 'the name', withSettings(rest, []).target),
  isAbstract: true,
});

const abstractListen: Parse = (rest) => ({
  type: 'unix-listen',
  path: needed(rest.name, 'the name', withSettings(rest, []).target),
  isAbstract: true,
  mode: 0o600,
  owner: undefined,
  takesOver: false,
});

const tcp: Parse = (rest) => ({ type: 'tcp', ...withHost(rest.name, withSettings(rest, []).target) });

const tcpListen: Parse = (rest) => ({
  type: 'tcp-listen',
  ...hostAndPort(rest.name, withSettings(rest, []).target.replace(/^\/\//, '')),
});

const tls: Parse = (rest) => {
  const { target, settings } = withSettings(rest, TLS_KEYS);
  assertPair(rest.name, settings);
  return { type: 'tls', ...withHost(rest.name, target), tls: tlsOf(settings) };
};

const tlsListen: Parse = (rest) => {
  const { target, settings } = withSettings(rest, TLS_KEYS);
  const found = tlsOf(settings);
  if (!found.cert || !found.key) {
    throw usageFailure(`${rest.name}: who listens needs a certificate and its key`, 'add ?cert=FILE&key=FILE');
  }
  return { type: 'tls-listen', ...hostAndPort(rest.name, target.replace(/^\/\//, '')), tls: found };
};

const WEB_SOCKET_KEYS = ['protocol', 'binary', ...TLS_KEYS];

/** Tokens with commas between them, RFC 6455, 4.1, each once. */
const PROTOCOLS = /^[!#$%&'*+\-.0-9A-Z^_`|a-z~]+(?:,[!#$%&'*+\-.0-9A-Z^_`|a-z~]+)*$/;

const protocolsOf = (settings: Settings): readonly string[] =>
  settings.value('protocol', 'a name such as chat, or several with commas between them', (text) =>
    PROTOCOLS.test(text) ? [...new Set(text.split(','))] : undefined,
  ) ?? [];

const webSocket: Parse = (rest) => {
  const { target, settings: given } = splitUrl(rest.text, WEB_SOCKET_KEYS);
  const settings = readSettings(rest.name, given, WEB_SOCKET_KEYS);
  const { url, credentials } = urlOf({ ...rest, text: target });
  const lone = TLS_KEYS.find((key) => given.has(key));
  if (rest.scheme === 'ws' && lone) {
    throw usageFailure(
      `${rest.name}: ${lone} goes with wss:`,
      `is ${lone} the server's? Then end the address with a #`,
    );
  }
  assertPair(rest.name, settings);
  return {
    type: 'ws',
    url: url.href,
    credentials: fromEnvironment(credentials, 'WS'),
    protocols: protocolsOf(settings),
    isBinary: settings.flag('binary'),
    tls: tlsOf(settings),
  };
};

const webSocketListen: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['protocol', 'binary']);
  const [, place = '', path = '/'] = /^(?:\/\/)?([^/]*)(\/.*)?$/s.exec(target) ?? [];
  return {
    type: 'ws-listen',
    ...hostAndPort(rest.name, place),
    path,
    protocols: protocolsOf(settings),
    isBinary: settings.flag('binary'),
  };
};

const fifo: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['create', 'keep']);
  return {
    type: 'fifo',
    path: needed(rest.name, 'the path', decode(target)),
    create: settings.flag('create'),
    keep: settings.flag('keep'),
  };
};

const file: Parse = (rest) => {
  const { target, settings } = withSettings(rest, ['append']);
  return { type: 'file', path: needed(rest.name, 'the path', decode(target)), append: settings.flag('append') };
};

const descriptor: Parse = (rest) => {
  const { target } = withSettings(rest, []);
  if (!/^\d{1,6}$/.test(target))
    throw usageFailure(`${rest.name}: the descriptor is to be a number`, 'for example fd:3');
  return { type: 'descriptor', descriptor: Number(target) };
};

const windowsPipe =
  (type: 'windows-pipe' | 'windows-pipe-listen'): Parse =>
  (rest) => {
    const { target } = withSettings(rest, []);
    const name = needed(rest.name, 'the name', target.replace(/^[\\/]{2}[.?][\\/]pipe[\\/]/i, ''));
    if (/[\\/]/.test(name)) throw usageFailure(`${rest.name}: the name of a pipe has no slashes`);
    return { type, name };
  };

const exec: Parse = ({ name, text }) => ({ type: 'exec', command: wordsOf(text, name) });
const fork: Parse = ({ name, text }) => ({ type: 'fork', command: wordsOf(text, name) });

const parent: Parse = ({ name, text }) => {
  if (text !== '') throw usageFailure(`${name}: nothing stands behind parent:`);
  return { type: 'parent' };
};

const CLAIM_MS = 30_000;

const REDIS_PORT = 6379;

/** A host that is a path, its slashes written as %2F, is a Unix socket. */
const redisPlace = ({ hostname, port }: URL): RedisAddress['where'] => {
  const host = decode(hostname);
  if (host.startsWith('/')) return { path: host };
  return { host: host.replace(/^\[(.*)\]$/, '$1') || 'localhost', port: port === '' ? REDIS_PORT : Number(port) };
};

const redis: Parse = (rest) => {
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
  const base = {
    type: 'redis',
    where: redisPlace(url),
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
      claimMs: settings.value('claim', 'a duration such as 30s', parseDuration) ?? CLAIM_MS,
      maxLength: settings.value('maxlen', 'a number of entries', (text) =>
        /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined,
      ),
    },
  };
};

/** From the address, else from NATS_USER and NATS_PASSWORD, or whatever the broker is called. */
const fromEnvironment = ({ password, user }: Credentials, broker: string): Credentials => ({
  user: user ?? process.env[`${broker}_USER`],
  password: password ?? process.env[`${broker}_PASSWORD`],
});

const FROM: readonly NatsAddress['from'][] = ['all', 'new', 'last'];
const NATS_KEYS = ['queue', 'stream', 'durable', 'create', 'from', 'ack-wait'];

const nats: Parse = (rest) => {
  const { name } = rest;
  const { target, settings } = withSettings(rest, [...NATS_KEYS, ...TLS_KEYS]);
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

const SCHEMES: Readonly<Record<string, Parse>> = {
  unix,
  'unix-listen': unixListen,
  abstract,
  'abstract-listen': abstractListen,
  tcp,
  'tcp-listen': tcpListen,
  tls,
  'tls-listen': tlsListen,
  ws: webSocket,
  wss: webSocket,
  'ws-listen': webSocketListen,
  fifo,
  file,
  fd: descriptor,
  pipe: windowsPipe('windows-pipe'),
  'pipe-listen': windowsPipe('windows-pipe-listen'),
  exec,
  fork,
  parent,
  redis,
  rediss: redis,
  nats,
  'nats+tls': nats,
};

export const schemes: readonly string[] = Object.keys(SCHEMES);

/** Without a user part. `user:pa/ss@host` has one, too: the password should have been encoded, and is one nevertheless. */
const hideUser = (scheme: string, rest: string): string => {
  const [authority = ''] = /^[^/?#]*/.exec(rest) ?? [];
  if (authority.includes('@')) return scheme + rest.replace(/^[^/?#]*@/, '');
  const isPort = authority.split(',').every((place) => /^[^:]*(?::\d*)?$/.test(place.replace(/^\[[^\]]*\]/, '')));
  return scheme + (isPort ? rest : rest.replace(/^.*@/s, ''));
};

/** The query of a URL that is not ours often holds a token. */
const hideQuery = (text: string): string =>
  text.replace(/([?&])([^=&#]*)=[^&#]*/g, (pair, mark: string, key: string) =>
    WEB_SOCKET_KEYS.includes(key) ? pair : `${mark}${key}=…`,
  );

/** Nobody logs in there, and an @ is an @. */
const LOCAL = /^(?:unix|abstract|fifo|file|fd|pipe|exec|fork|parent)(?:-listen)?$/;

/** The address without what stands before its `@`, and without what is in a query that is not ours. */
export const withoutCredentials = (text: string): string => {
  const [, scheme, slashes = '', rest = ''] = /^([\w+.-]+):(\/\/)?(.*)$/s.exec(text) ?? [];
  if (scheme === undefined || LOCAL.test(scheme)) return text;
  const hidden = hideUser(`${scheme}:${slashes}`, rest);
  return /^wss?$/i.test(scheme) ? hideQuery(hidden) : hidden;
};

const unknown = (text: string): Error => {
  const [, scheme] = /^([\w+-]+):/.exec(text) ?? [];
  const meant = scheme && nearest(scheme, schemes);
  if (meant)
    return usageFailure(
      `${withoutCredentials(text)}: there is no kind of address ${scheme}:`,
      `did you mean ${meant}:?`,
    );
  const hint = /^[./~]/.test(text)
    ? `a socket is unix:${text}, a file file:${text}`
    : `an address begins with one of ${schemes.join(': ')}:, or is -`;
  return usageFailure(`'${withoutCredentials(text)}' is not an address`, hint);
};

/** Whether it begins as an address does. */
export const isAddress = (text: string): boolean =>
  text === '-' || Object.hasOwn(SCHEMES, /^([a-z+-]+):/.exec(text)?.[1] ?? '');

/** Reads an address. A usage Failure says what is wrong with it. */
export const parseAddress = (text: string): Named => {
  const name = withoutCredentials(text);
  if (text === '-') return { name, address: { type: 'stdio' } };
  const [, scheme = '', rest = ''] = /^([a-z+-]+):(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(SCHEMES, scheme)) throw unknown(text);
  const parse = SCHEMES[scheme] as Parse;
  return { name, address: parse({ name, scheme, text: rest }) };
};
