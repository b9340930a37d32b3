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
  /** How many threads it has; 1 where the system does not tell. */
  readonly threads: number;
  /** User and system time of the process, in milliseconds. */
  readonly cpuMs: number;
}

/**
 * A process that has ended and only waits to be reaped is as good as gone. But one of which only the first
 * thread has ended looks like a zombie, and lives.
 */
export const hasEnded = ({ state, threads }: ProcessEntry): boolean => (state === 'Z' && threads <= 1) || state === 'X';
