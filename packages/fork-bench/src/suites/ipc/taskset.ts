// Node cannot say where a process is to run; taskset(1) of util-linux can: it sets the affinity, which is inherited, and executes
// the command. Of a thread it sets it by its number. sched_setaffinity(2)
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { onPath } from '../on-path.ts';
import { cpusIn } from './places.ts';

const TASKSET = 'taskset';

export const hasTaskset = (): boolean => onPath(TASKSET) !== undefined;

/** What to put before a command that is to run there. */
export const placedOn = (cpu: number | undefined): readonly string[] =>
  cpu === undefined ? [] : [TASKSET, '-c', String(cpu)];

/** Moves a running thread. Throws when that is not allowed. */
export const moveThread = (threadId: number, cpu: number): void => {
  execFileSync(TASKSET, ['-cp', String(cpu), String(threadId)], { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** The processors that are the same core, itself among them; empty where the kernel does not tell. */
export const siblingsOf = (cpu: number): readonly number[] => {
  try {
    return cpusIn(readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'latin1'));
  } catch {
    return [];
  }
};
