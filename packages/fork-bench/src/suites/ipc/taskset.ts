// Node cannot say where a process is to run; taskset(1) of util-linux can: it sets the affinity, which is inherited, and executes
// the command. Of a thread it sets it by its number. sched_setaffinity(2)
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { cpusIn } from './places.ts';

const TASKSET = 'taskset';

const mayExecute = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a command; undefined when it is not on PATH. */
export const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter(Boolean)
    .map((folder) => path.join(folder, name))
    .find(mayExecute);

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
