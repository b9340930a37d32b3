import * as linux from './process-table-linux.ts';
import * as portable from './process-table-ps.ts';

/** What is known of one process. Times are as the system counts them, see `startTime`. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly processGroup: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** `R`, `S`, `D`, `T`, `Z`, ... as ps(1) shows it. */
  readonly state: string;
  /** Differs for two processes that had the same pid, one after the other, in one boot. */
  readonly startTime: string;
  /** User and system time of the process, in milliseconds. */
  readonly cpuMs: number;
}

const table = process.platform === 'linux' ? linux : portable;

/** One process, or undefined when there is none. A zombie is listed: its state is `Z`. */
export const readProcess: (pid: number) => ProcessEntry | undefined = table.readProcess;

/** Every process that we may see. */
export const allProcesses: () => readonly ProcessEntry[] = table.allProcesses;

/** The pids of the processes whose environment holds `assignment` (`NAME=value`), where we may read it. */
export const processesWithEnvironment: (assignment: string, among: readonly number[]) => readonly number[] =
  table.processesWithEnvironment;

/** The children that a process has now. */
export const childrenOf: (pid: number) => readonly number[] = table.childrenOf;

/** Resident memory in bytes, 0 when the process is gone. */
export const residentBytes: (pid: number) => number = table.residentBytes;

/** Command line of a process, as it was handed to exec; empty when it is gone. */
export const commandLineOf: (pid: number) => readonly string[] = table.commandLineOf;

/** Something that differs from one boot of the machine to the next. */
export const bootId: () => string = table.bootId;

/** A process that has ended and only waits to be reaped is as good as gone. */
export const hasEnded = (entry: ProcessEntry): boolean => entry.state === 'Z' || entry.state === 'X';
