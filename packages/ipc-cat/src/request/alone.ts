import { optionName, usageFailure } from '@proctools/core';
import type { Options } from '../plan.ts';

/** Other ways to run, which exclude `--request` and `--reply`; and what means nothing there. */
const OTHERS = [
  'fromFirst',
  'toFirst',
  'linger',
  'bytes',
  'hub',
  'fanout',
  'fanin',
  'roundRobin',
  'fork',
  'maxConnections',
  'send',
  'script',
  'tap',
  'pass',
  'rate',
  'progress',
  'tee',
  'hex',
  'timestamps',
] as const;

const MORE = {
  request: ['reply', 'reconnect', 'once', 'count', 'jobs', 'ackAfter'],
  reply: ['request'],
} as const;

/** A usage Failure when an option was given that does not go with this one. */
export const assertAlone = (option: keyof typeof MORE, options: Options): void => {
  for (const other of [...OTHERS, ...MORE[option]]) {
    const value = options[other];
    if (value === undefined || value === false) continue;
    throw usageFailure(`--${option} does not go with --${optionName(other)}`);
  }
};
