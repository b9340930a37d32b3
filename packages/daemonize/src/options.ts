/** The kinds of values that only daemonize knows. */
import { readCondition } from './ready/condition.ts';
import type { Limit } from './settings.ts';

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
