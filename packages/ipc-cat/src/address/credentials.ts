/** Who we are where we connect: it is never told. */
import type { Credentials } from './address.ts';
import { WEB_SOCKET_KEYS } from './web-socket-keys.ts';

/** From the address, else from NATS_USER and NATS_PASSWORD, or whatever the broker is called. */
export const fromEnvironment = ({ password, user }: Credentials, broker: string): Credentials => ({
  user: user ?? process.env[`${broker}_USER`],
  password: password ?? process.env[`${broker}_PASSWORD`],
});

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
