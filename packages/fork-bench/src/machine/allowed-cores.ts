import { availableParallelism } from 'node:os';
import { findControlGroup } from './control-group.ts';
import { readText } from './read-text.ts';

/** The processors in a list of the kernel's: `0-3,8` has five. cpuset(7) */
export const countList = (list: string): number =>
  list
    .split(',')
    .filter(Boolean)
    .map((range) => range.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);

/** How many processors the scheduler may put us on. sched_setaffinity(2) */
export const affineCores = (): number => {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readText('/proc/self/status') ?? '')?.[1];
  return list === undefined ? availableParallelism() : countList(list);
};

/** How many processors' worth of time we may have: what affinity leaves, or less by a quota (1.5). */
export const allowedCores = (): number =>
  Math.min(affineCores(), findControlGroup()?.quota?.cores ?? Number.POSITIVE_INFINITY);
