import { readFileSync } from 'node:fs';
import { errorCode } from '@proctools/core';

const KILOBYTE = 1_024;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    // Gone, not ours to look at, or a system that has no such file.
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
};

/** The sum of all lines that begin with one of these names, such as `Pss: 1024 kB`; undefined when there are none, as for a process that has ended. */
const sumIn = (text: string | undefined, names: string): number | undefined => {
  const found = [...(text ?? '').matchAll(new RegExp(`^(?:${names}): +(\\d+) kB`, 'gm'))];
  return found.length === 0 ? undefined : found.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * KILOBYTE, 0);
};

const rollupOf = (pid: number): string | undefined => read(`/proc/${pid}/smaps_rollup`) ?? read(`/proc/${pid}/smaps`); // the first one is there from Linux 4.14

/**
 * The proportional set size of a process, in bytes: a page that n processes share counts as one n-th of it. Undefined when
 * it has ended, may not be looked at (ptrace(2)), or the system does not tell. The kernel walks all its pages, for 0.5 ms
 * with 40 MB: never while something is timed. proc_pid_smaps(5)
 */
export const pssOf = (pid: number): number | undefined => sumIn(rollupOf(pid), 'Pss');

/** The part of it that is shared with others: without the pages that only this process has. */
export const sharedPssOf = (pid: number): number | undefined => {
  const text = rollupOf(pid);
  const [all, own] = [sumIn(text, 'Pss'), sumIn(text, 'Private_Clean|Private_Dirty')];
  return all === undefined || own === undefined ? undefined : all - own;
};

/** Of several processes together, each counted once; undefined when one of them cannot be told. */
export const sumPss = (pids: readonly number[]): number | undefined => {
  let sum = 0;
  for (const pid of new Set(pids)) {
    const bytes = pssOf(pid);
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
};
