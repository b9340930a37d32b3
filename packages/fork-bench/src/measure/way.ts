import type { Sample } from '../results.ts';

/** A command to run once, with all that it is given. */
export interface Run {
  /** What is executed, found on PATH already: a path with a slash in it. */
  readonly file: string;
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Descriptors of ours, opened by the caller, that become its standard streams. */
  readonly stdio: readonly [stdin: number, stdout: number, stderr: number];
  /** After so long it is ended, with all that it has started. */
  readonly timeoutMs: number | undefined;
}

/** What only the ways tell that see the whole `rusage` of a command. getrusage(2) */
export interface Usage {
  /** Pages that were only to be mapped, and pages that came from a disk. */
  readonly minorFaults: number;
  readonly majorFaults: number;
  /** How often it waited, and how often somebody else was given its processor. */
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

/**
 * What a way measures of one run; the contention is measured by the caller. A command that a signal ended has 128 and
 * the signal's number as its exit code, as for a shell.
 */
export interface Reading extends Omit<Sample, 'contention'> {
  /** Why it could not be executed: `ENOENT`, and its exit code is 127; for all other reasons it is 126. */
  readonly notStarted?: string;
  readonly usage?: Usage;
}

/** One way to get at the time, CPU time and memory of a child. */
export interface Way {
  /** `probe`, `perl`, `bash`, `wait`. */
  readonly name: string;
  /** For the report: `a probe of 488 bytes that waits for the command: CPU time to 1 µs, peak memory to 4 KB`. */
  readonly description: string;
  /** Undefined when it tells no CPU time. */
  readonly cpuResolutionMs: number | undefined;
  readonly hasMemory: boolean;
  /**
   * Runs it to its end. Aborting ends the command with all that it has started, and rejects with the signal's reason.
   * A Failure says that the way itself could not do its work; what becomes of the command never rejects.
   */
  readonly run: (run: Run, signal: AbortSignal) => Promise<Reading>;
}

/** What `--measure-with` chooses from; `auto` takes the first that works here. */
export const wayNames = ['auto', 'probe', 'perl', 'bash', 'wait'] as const;
export type WayName = (typeof wayNames)[number];
