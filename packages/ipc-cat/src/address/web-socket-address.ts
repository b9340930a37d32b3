/** WebSockets: a URL whose query is the server's, but for our own settings. */
import { usageFailure } from '@proctools/core';
import { fromEnvironment } from './credentials.ts';
import { assertPair, hostAndPort, type Parse, TLS_KEYS, tlsOf, urlOf, withSettings } from './parsing.ts';
import { readSettings, type Settings, splitUrl } from './settings.ts';
import { WEB_SOCKET_KEYS } from './web-socket-keys.ts';

/** Tokens with commas between them, RFC 6455, 4.1, each once. */
const PROTOCOLS = /^[!#$%&'*+\-.0-9A-Z^_`|a-z~]+(?:,[!#$%&'*+\-.0-9A-Z^_`|a-z~]+)*$/;

const protocolsOf = (settings: Settings): readonly string[] =>
  settings.value('protocol', 'a name such as chat, or several with commas between them', (text) =>
    PROTOCOLS.test(text) ? [...new Set(text.split(','))] : undefined,
  ) ?? [];

/** `ws://…`, `wss://…`. */
export const webSocket: Parse = (rest) => {
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

/** `ws-listen:[HOST:]PORT/PATH`. */
export const webSocketListen: Parse = (rest) => {
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
