import { formatSize } from '@proctools/core';
import type { Machine } from '../results.ts';

/** The kernel keeps some for itself, another version a bit more. */
const MEMORY_TOLERANCE = 0.02;

/** What each part is called, in the order in which it is told. */
const NAMES = {
  host: 'host',
  platform: 'system',
  arch: 'architecture',
  cpu: 'processor',
  cores: 'processors allowed',
  memoryBytes: 'memory',
  kernel: 'kernel',
  node: 'Node',
} as const satisfies Record<keyof Machine, string>;

type Part = keyof typeof NAMES;

const isSame = (part: Part, before: Machine, now: Machine): boolean =>
  part === 'memoryBytes'
    ? Math.abs(before.memoryBytes - now.memoryBytes) <= MEMORY_TOLERANCE * before.memoryBytes
    : before[part] === now[part];

const shown = (part: Part, machine: Machine): string =>
  part === 'memoryBytes' ? formatSize(machine.memoryBytes) : String(machine[part]);

/**
 * What makes two machines different ones, as far as figures depend on it: `kernel 6.1.0 there, 6.18.44 here`. None when
 * they are the same.
 */
export const machineDifferences = (there: Machine, here: Machine): readonly string[] =>
  (Object.keys(NAMES) as Part[])
    .filter((part) => !isSame(part, there, here))
    .map((part) => `${NAMES[part]} ${shown(part, there)} there, ${shown(part, here)} here`);
