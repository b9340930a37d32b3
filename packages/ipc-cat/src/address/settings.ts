/** The `?key=value&…` behind an address. */
import { nearest, usageFailure } from '@proctools/core';

/** What stands behind the `?`, when it looks like settings: a file's name may have a question mark, too. */
const SETTINGS = /^(.*?)(?:\?((?:[a-z][a-z-]*(?:=[^&]*)?)(?:&[a-z][a-z-]*(?:=[^&]*)?)*))?$/s;

/** Readers of the values of an address's settings. Each throws a usage Failure that names address and key. */
export interface Settings {
  has(key: string): boolean;
  text(key: string): string | undefined;
  flag(key: string): boolean;
  /** With what was expected, for the error. */
  value<T>(key: string, expected: string, read: (text: string) => T | undefined): T | undefined;
}

type Split = { readonly target: string; readonly settings: ReadonlyMap<string, string> };

const pairOf = (pair: string): readonly [string, string] => {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), decode(pair.slice(equals + 1))];
};

/**
 * Splits a URL whose own query is not ours to judge: what is no setting that we know stays in it. Settings behind a `#` are
 * all ours, and then all before it is the URL's. A fragment means nothing there (RFC 6455, 3).
 */
export const splitUrl = (text: string, known: readonly string[]): Split => {
  const [, url = '', own] = /^([^#]*)(?:#(.*))?$/s.exec(text) ?? [];
  if (own !== undefined) return { target: url, settings: new Map(own.split('&').filter(Boolean).map(pairOf)) };
  const [, target = '', query = ''] = /^([^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  const pairs = query.split('&').filter(Boolean);
  const isOurs = (pair: string): boolean => known.includes(pairOf(pair)[0]);
  const theirs = pairs.filter((pair) => !isOurs(pair)).join('&');
  return {
    target: theirs === '' ? target : `${target}?${theirs}`,
    settings: new Map(pairs.filter(isOurs).map(pairOf)),
  };
};

/** Splits `target?key=value`. */
export const splitSettings = (text: string): Split => {
  const [, target = '', query] = SETTINGS.exec(text) ?? [];
  return { target, settings: new Map((query?.split('&') ?? []).map(pairOf)) };
};

/** `%3F` is a question mark; a percent sign that begins nothing is itself. */
export const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const YES = ['', '1', 'yes', 'true', 'on'];
const NO = ['0', 'no', 'false', 'off'];

/** The settings that this kind of address takes. A usage Failure for any other. */
export const readSettings = (name: string, given: ReadonlyMap<string, string>, known: readonly string[]): Settings => {
  for (const key of given.keys()) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint =
      known.length === 0 ? 'it takes none' : meant ? `did you mean ${meant}?` : `it takes ${known.join(', ')}`;
    throw usageFailure(`${name}: there is no setting ${key} for this address`, hint);
  }
  const value: Settings['value'] = (key, expected, read) => {
    const text = given.get(key);
    if (text === undefined) return undefined;
    const found = read(text);
    if (found === undefined) throw usageFailure(`${name}: ${key} is to be ${expected}, and is '${text}'`);
    return found;
  };
  return {
    value,
    has: (key) => given.has(key),
    text: (key) => value(key, 'some text', (text) => (text === '' ? undefined : text)),
    flag: (key) =>
      value(key, 'yes or no', (text) => (YES.includes(text) ? true : NO.includes(text) ? false : undefined)) ?? false,
  };
};
