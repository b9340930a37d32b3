/** What the readers of all kinds of addresses need. */
import { usageFailure } from '@proctools/core';
import type { Address, Credentials, TlsSettings } from './address.ts';
import { decode, readSettings, type Settings, splitSettings } from './settings.ts';

/** What is left of an address behind its scheme, and what it was. */
export interface Rest {
  /** As it may be told. */
  readonly name: string;
  readonly scheme: string;
  /** All of it, settings included. */
  readonly text: string;
}

/** Reads what is behind the scheme. A usage Failure says what is wrong with it. */
export type Parse = (rest: Rest) => Address;

export const TLS_KEYS = ['ca', 'cert', 'key', 'name', 'verify'] as const;

/** A usage Failure for a certificate without its key. */
export const assertPair = (name: string, settings: Settings): void => {
  if ((settings.text('cert') === undefined) !== (settings.text('key') === undefined)) {
    throw usageFailure(`${name}: a certificate and its key go together`, 'give both cert=FILE and key=FILE, or none');
  }
};

/** What the settings say about TLS. */
export const tlsOf = (settings: Settings): TlsSettings => ({
  ca: settings.text('ca'),
  cert: settings.text('cert'),
  key: settings.text('key'),
  name: settings.text('name'),
  verify: settings.text('verify') === undefined || settings.flag('verify'),
});

/** Splits off the settings; a usage Failure for one that this address does not take. */
export const withSettings = ({ name, text }: Rest, known: readonly string[]) => {
  const { target, settings } = splitSettings(text);
  return { target, settings: readSettings(name, settings, known) };
};

/** The text; a usage Failure when it is empty. */
export const needed = (name: string, what: string, text: string): string => {
  if (text === '') throw usageFailure(`${name}: ${what} is missing`);
  return text;
};

const portOf = (name: string, text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw usageFailure(`${name}: the port is to be a number from 0 to 65535, and is '${text}'`);
  return port;
};

/** `[::1]:80`, `host:80`, `80`. */
export const hostAndPort = (
  name: string,
  text: string,
): { readonly host: string | undefined; readonly port: number } => {
  if (text.includes('@')) throw usageFailure(`${name}: nobody logs in there`, 'leave out what stands before the @');
  const [, six, host, port = ''] = /^(?:\[([^\]]+)\]:|([^:]*):)?(.*)$/s.exec(text) ?? [];
  return { host: (six ?? host) || undefined, port: portOf(name, port) };
};

/** A host and a port; a usage Failure where one is missing. */
export const withHost = (name: string, text: string): { readonly host: string; readonly port: number } => {
  const { host, port } = hostAndPort(name, text.replace(/^\/\//, '').replace(/\/$/, ''));
  if (host === undefined) throw usageFailure(`${name}: the host is missing`, 'for example tcp://localhost:3000');
  return { host, port };
};

/** As a URL without credentials, and these. */
export const urlOf = ({ name, scheme, text }: Rest): { readonly url: URL; readonly credentials: Credentials } => {
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
