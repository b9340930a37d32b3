/** What the kernel says of the memory of a process, from /proc/PID/smaps_rollup. proc(5) */
import { readFileSync } from 'node:fs';

const KB_PER_MB = 1_024;

/** In MB (2^20 bytes). */
export interface Memory {
  readonly rss: number;
  /** Its own pages, and of each shared page its part. */
  readonly pss: number;
  /** Pages that nobody else has. */
  readonly own: number;
}

export const memoryIn = (rollup: string): Memory => {
  const value = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / KB_PER_MB;
  return { rss: value('Rss'), pss: value('Pss'), own: value('Private_Clean') + value('Private_Dirty') };
};

/** Undefined when the process is gone, or the system does not tell. Costs half a millisecond for a process of 40 MB. */
export const memoryOf = (pid: number | 'self'): Memory | undefined => {
  try {
    return memoryIn(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'));
  } catch {
    return undefined;
  }
};
