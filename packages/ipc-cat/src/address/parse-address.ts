import { nearest, usageFailure } from '@proctools/core';
import type { Named } from './address.ts';
import { withoutCredentials } from './credentials.ts';
import {
  abstract,
  abstractListen,
  descriptor,
  exec,
  fifo,
  file,
  fork,
  parent,
  unix,
  unixListen,
  windowsPipe,
} from './local.ts';
import { nats } from './nats-address.ts';
import { tcp, tcpListen, tls, tlsListen } from './network.ts';
import type { Parse } from './parsing.ts';
import { redis } from './redis-address.ts';
import { webSocket, webSocketListen } from './web-socket-address.ts';

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
