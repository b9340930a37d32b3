/** The codes that all tools share; wrappers turn `usage` into `toolFailed`. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** LSB's codes for a status command. */
  notRunning: 3,
  unknown: 4,
  /** What env(1), timeout(1) and the shell use for a command that they were to run. */
  timedOut: 124,
  toolFailed: 125,
  cannotExecute: 126,
  notFound: 127,
} as const;

/** What a shell reports for a process that signal number `signal` ended. */
export const signalExitCode = (signal: number): number => 128 + signal;
