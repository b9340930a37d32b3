/** TCP, and TLS over it. */
import { usageFailure } from '@proctools/core';
import { assertPair, hostAndPort, type Parse, TLS_KEYS, tlsOf, withHost, withSettings } from './parsing.ts';

/** `tcp://HOST:PORT`. */
export const tcp: Parse = (rest) => ({ type: 'tcp', ...withHost(rest.name, withSettings(rest, []).target) });

/** `tcp-listen:[HOST:]PORT`. */
export const tcpListen: Parse = (rest) => ({
  type: 'tcp-listen',
  ...hostAndPort(rest.name, withSettings(rest, []).target.replace(/^\/\//, '')),
});

/** `tls://HOST:PORT`. */
export const tls: Parse = (rest) => {
  const { target, settings } = withSettings(rest, TLS_KEYS);
  assertPair(rest.name, settings);
  return { type: 'tls', ...withHost(rest.name, target), tls: tlsOf(settings) };
};

/** `tls-listen:[HOST:]PORT?cert=FILE&key=FILE`. */
export const tlsListen: Parse = (rest) => {
  const { target, settings } = withSettings(rest, TLS_KEYS);
  const found = tlsOf(settings);
  if (!found.cert || !found.key) {
    throw usageFailure(`${rest.name}: who listens needs a certificate and its key`, 'add ?cert=FILE&key=FILE');
  }
  return { type: 'tls-listen', ...hostAndPort(rest.name, target.replace(/^\/\//, '')), tls: found };
};
