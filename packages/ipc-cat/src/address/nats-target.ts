/** What stands between `nats:` and the settings of the address: who we are, the servers, and the subject. */
import { usageFailure } from '@proctools/core';
import type { Credentials } from './address.ts';
import { decode } from './settings.ts';

export interface NatsTarget {
  /** `host:port` of each server; IPv6 in brackets. */
  readonly servers: readonly string[];
  readonly credentials: Credentials;
  /** A user without a password is a token, as everywhere with NATS. */
  readonly token: string | undefined;
  readonly subject: string | undefined;
}

const DEFAULT_PORT = 4222;

const TARGET = /^\/\/(?:([^/]*)@)?([^/]*)(?:\/(.*))?$/s;
const SERVER = /^(\[[\da-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/;

const serverOf =
  (name: string) =>
  (text: string): string => {
    const [, host, port = DEFAULT_PORT] = SERVER.exec(text) ?? [];
    if (host === undefined || Number(port) > 65_535) {
      throw usageFailure(
        `${name}: a server is to be host or host:port`,
        'several are separated by commas, as in nats://a,b:4223/news',
      );
    }
    return `${host}:${port}`;
  };

/** A name for a stream or a durable consumer: it becomes one token of a subject. */
export const isNatsName = (text: string): boolean => /^[^\s.*>/\\]+$/.test(text);

/** Tokens between dots; `*` stands for one, `>` for all that follow. */
const isSubject = (subject: string): boolean => {
  const tokens = subject.split('.');
  return tokens.every(
    (token, at) =>
      token === '*' || (token === '>' && at === tokens.length - 1) || (token !== '' && !/[\s*>]/.test(token)),
  );
};

/** Whether it stands for several subjects, which can be read from, but not written to. */
export const hasWildcard = (subject: string): boolean =>
  subject.split('.').some((token) => token === '*' || token === '>');

const WHO = /^([^:]*)(?::(.*))?$/s;

/** Takes it apart. A usage Failure says what is wrong with it, without what is secret. */
export const natsTarget = (name: string, text: string): NatsTarget => {
  const [, who = '', where = '', path = ''] = TARGET.exec(text) ?? [];
  const servers = where.split(',').map(serverOf(name));
  const subject = decode(path) || undefined;
  if (subject !== undefined && !isSubject(subject)) {
    throw usageFailure(
      `${name}: '${subject}' is not a subject`,
      'words with dots between them, as in news.today; for who reads, * is any word and > all that follow',
    );
  }
  const [, user = '', password] = WHO.exec(who) ?? [];
  const isToken = user !== '' && password === undefined;
  return {
    servers,
    credentials: isToken
      ? { user: undefined, password: undefined }
      : { user: decode(user) || undefined, password: decode(password ?? '') || undefined },
    token: isToken ? decode(user) : undefined,
    subject,
  };
};
