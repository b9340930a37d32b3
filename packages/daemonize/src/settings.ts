import type { ReadyCondition } from './ready/condition.ts';

/** A resource and its limits as prlimit(1) takes them: `nofile` and `1024:4096`. */
export interface Limit {
  readonly resource: string;
  readonly value: string;
}

/** All that a start needs besides the environment; `restart` takes it from the record. Paths are absolute. */
export interface Settings {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly umask: number;
  /** The soft limit of open files that the caller had; null for that of whoever starts it. */
  readonly openFiles: number | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly nice: number | null;
  readonly limits: readonly Limit[];
  /** Null for our own file in the daemon's folder. */
  readonly stdout: string | null;
  readonly stderr: string | null;
  readonly pidfile: string | null;
  readonly envFiles: readonly string[];
  readonly clearEnv: boolean;
  readonly settleMs: number;
  readonly ready: ReadyCondition | null;
  readonly readyTimeoutMs: number;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
}

/** Where a daemon's environment comes from. Kept apart from the record, because secrets are in it. */
export interface EnvironmentSource {
  /** The environment that `start` was called in. */
  readonly caller: Readonly<Record<string, string>>;
  /** `NAME=value`, or `NAME` for the caller's value: what `--env` gave. */
  readonly assignments: readonly string[];
}
