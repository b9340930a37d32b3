/** The kinds of values that only daemonize knows. */
import { integerValue, parseDuration } from '@proctools/core';
import { readAddress } from './crew/address.ts';
import { readCondition } from './ready/condition.ts';
import type { Backoff, HealthCheck, Limit, RestartLimit } from './settings.ts';

/** What prlimit(1) can set. */
const RESOURCES =
  'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

export const limitValue = {
  word: 'RESOURCE=LIMIT',
  expected: `RESOURCE=SOFT[:HARD], where RESOURCE is one of ${RESOURCES.join(', ')}, and a limit is a number or unlimited`,
  read: (text: string): Limit | undefined => {
    const [, resource = '', value = ''] = /^([a-z]+)=((?:\d+|unlimited)(?::(?:\d+|unlimited))?)$/.exec(text) ?? [];
    return RESOURCES.includes(resource) ? { resource, value } : undefined;
  },
};

export const conditionValue = {
  word: 'CONDITION',
  expected: 'port:PORT, http://ADDRESS, log:/REGEX/, fd:N, ipc, notify or exec:COMMAND',
  read: readCondition,
};

export const healthValue = {
  word: 'CHECK',
  expected: 'http://ADDRESS or exec:COMMAND',
  read: (text: string): HealthCheck['condition'] | undefined => {
    const condition = readCondition(text);
    return condition?.type === 'http' || condition?.type === 'exec' ? condition : undefined;
  },
};

/** `100ms..30s`; one duration alone is how long every pause is. */
export const backoffValue = {
  word: 'SHORTEST[..LONGEST]',
  expected: 'the shortest pause, and the longest, as in 100ms..30s',
  read: (text: string): Backoff | undefined => {
    const [shortest, longest, ...rest] = text.split('..').map(parseDuration);
    if (shortest === undefined || rest.length > 0) return undefined;
    if (!text.includes('..')) return { shortestMs: shortest, longestMs: shortest };
    return longest === undefined || longest < shortest ? undefined : { shortestMs: shortest, longestMs: longest };
  },
};

const MINUTE_MS = 60_000;

/** `10/1m`; a number alone is for each minute. */
export const restartLimitValue = {
  word: 'N[/DURATION]',
  expected: 'a number of restarts, and within which time, as in 10/1m',
  read: (text: string): RestartLimit | undefined => {
    const [, count, within] = /^(\d{1,6})(?:\/(.+))?$/.exec(text) ?? [];
    const withinMs = within === undefined ? MINUTE_MS : parseDuration(within);
    return count === undefined || !withinMs ? undefined : { count: Number(count), withinMs }; // in no time nothing happens
  },
};

/** More would be a mistake. */
const MOST_WORKERS = 1_000;

const count = integerValue(1, MOST_WORKERS);

export const workersValue = {
  word: 'N|max',
  expected: `a number of workers from 1 to ${MOST_WORKERS}, or max`,
  read: (text: string): number | 'max' | undefined => (text === 'max' ? text : count.read(text)),
};

export const addressValue = {
  word: 'ADDRESS',
  expected: 'PORT, HOST:PORT, where HOST is an IP address or localhost, or the path of a socket with a / in it',
  read: readAddress,
};

/** A path of the daemon itself, or an address in full. */
export const urlValue = {
  word: 'PATH|URL',
  expected: 'a path such as /health, or http://ADDRESS',
  read: (text: string): string | undefined =>
    text.startsWith('/') || (/^https?:/.test(text) && URL.canParse(text)) ? text : undefined,
};
