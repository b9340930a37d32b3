import type { ProcessEntry } from './process-entry.ts';
import * as linux from './process-table-linux.ts';
import * as portable from './process-table-ps.ts';

const table = process.platform === 'linux' ? linux : portable;

/** One process, or undefined when there is none. A zombie is listed: its state is `Z`. */
export const readProcess: (pid: number) => ProcessEntry | undefined = table.readProcess;

/** Every process that we may see. */
export const allProcesses: () => readonly ProcessEntry[] = table.allProcesses;

/** The pids of the processes whose environment holds one of the assignments (`NAME=value`), where we may read it. */
export const processesWithEnvironment: (assignments: readonly string[], among: readonly number[]) => readonly number[] =
  table.processesWithEnvironment;

/** How long a process has been running, in milliseconds. */
export const ageMs: (entry: ProcessEntry) => number = table.ageMs;

/** Whether the table shows other processes than those that we could signal. */
export const isForeign: () => boolean = table.isForeign;

/** The children that a process has now. */
export const childrenOf: (pid: number) => readonly number[] = table.childrenOf;

/** Resident memory in bytes, 0 when the process is gone. */
export const residentBytes: (pid: number) => number = table.residentBytes;

/** Command line of a process, as it was handed to exec; empty when it is gone. */
export const commandLineOf: (pid: number) => readonly string[] = table.commandLineOf;

/** Something that differs from one boot of the machine to the next. */
export const bootId: () => string = table.bootId;
