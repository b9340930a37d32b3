import type { Sample } from '../results.ts';

/** A command to run once, with all that it is given. */
export interface Run {
  /** What is executed, found on PATH already. */
  readonly file: string;
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Descriptors of ours, opened by the caller, that become its standard streams. */
  readonly stdio: readonly [stdin: number, stdout: number, stderr: number];
  /** After so long it is ended, with all that it has started. */
  readonly timeoutMs: number | undefined;
}

/** What a way measures of one run; the contention is measured by the caller. */
export type Reading = Omit<Sample, 'contention'>;

/** One way to get at the time, CPU time and memory of a child. */
export interface Way {
  /** `probe`, `perl`, `bash`, `wait`. */
  readonly name: string;
  /** For the report: `a probe of 904 bytes that waits for the command: CPU time to 1 µs, peak memory to 4 KB`. */
  readonly description: string;
  readonly cpuResolutionMs: number;
  readonly hasMemory: boolean;
  /** Runs it to its end. Aborting ends the command with all that it has started, and rejects. */
  readonly run: (run: Run, signal: AbortSignal) => Promise<Reading>;
}

/** What `--measure-with` chooses from; `auto` takes the first that works here. */
export const wayNames = ['auto', 'probe', 'perl', 'bash', 'wait'] as const;
export type WayName = (typeof wayNames)[number];
