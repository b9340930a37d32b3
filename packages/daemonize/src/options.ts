/** The kinds of values that only daemonize knows. */
import { readCondition } from './ready/condition.ts';
import type { Limit } from './settings.ts';
import { NAME } from './store/home.ts';

export const nameValue = {
  word: 'NAME',
  expected: 'a name of at most 64 letters, digits and . _ @ - that begins with a letter or digit',
  read: (text: string): string | undefined => (NAME.test(text) ? text : undefined),
};

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
