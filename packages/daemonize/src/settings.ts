import type { ListenAddress } from './crew/address.ts';
import type { ReadyCondition } from './ready/condition.ts';

/** A resource and its limits as prlimit(1) takes them: `nofile` and `1024:4096`. */
export interface Limit {
  readonly resource: string;
  readonly value: string;
}

/** The pauses before restarts, in milliseconds: the shortest first, then twice as long each time. */
export interface Backoff {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** So many restarts within so long are too many. */
export interface RestartLimit {
  readonly count: number;
  readonly withinMs: number;
}

/** How one looks whether a command that runs also works, and how often. */
export interface HealthCheck {
  readonly condition: Extract<ReadyCondition, { readonly type: 'http' | 'exec' }>;
  readonly everyMs: number;
}

/** What the supervisor is to do; without it there is none. */
export interface Supervision {
  /** After every end, only after those that look like a failure, or after none that it came to by itself. */
  readonly restart: 'always' | 'on-failure' | 'never';
  readonly backoff: Backoff;
  readonly maxRestarts: RestartLimit | null;
  readonly health: HealthCheck | null;
  /** In bytes, with its descendants. */
  readonly maxMemory: number | null;
  readonly maxRuntimeMs: number | null;
  /** Folders and files; a change in one of them is a reason to start it again. */
  readonly watch: readonly string[];
}

/** When a log is moved to an archive, and how many of those are kept. */
export interface Rotation {
  /** In bytes. */
  readonly size: number;
  readonly keep: number;
  readonly compress: boolean;
}

/** What is done with the logs beyond writing them. */
export interface Logging {
  readonly rotation: Rotation | null;
  /** Each line is given the time of its arrival. */
  readonly time: boolean;
  /** The command writes into a FIFO, in any case. */
  readonly pipe: boolean;
}

/** Copies of the command that work side by side. */
export interface CrewSettings {
  /** `max`: as many as there are processors when it is started. */
  readonly workers: number | 'max';
  /** The sockets that they share; with none, Node's cluster has them share what they listen on. */
  readonly listen: readonly ListenAddress[];
  /** How Node's cluster deals out connections: one after the other, or as the kernel does; null where that is not asked. */
  readonly schedule: 'rr' | 'none' | null;
  /** How long a worker that was replaced may take to finish what it has begun. */
  readonly drainTimeoutMs: number;
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
  /** Null for our own file in the daemon's folder; in the foreground, for the stream that daemonize itself has. */
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
  /** Null for a daemon that nobody looks after; so it is in records of before there were supervisors, where it is missing. */
  readonly supervision?: Supervision | null;
  /** Null, or missing, where the command writes to its log files itself and nobody looks after them. */
  readonly logging?: Logging | null;
  /** Null, or missing, for a single process. */
  readonly crew?: CrewSettings | null;
  /** Looked after by the daemonize that was called, which stays; missing in records of before that could be. */
  readonly foreground?: boolean;
}

/** Where a daemon's environment comes from. Kept apart from the record, because secrets are in it. */
export interface EnvironmentSource {
  /** The environment that `start` was called in. */
  readonly caller: Readonly<Record<string, string>>;
  /** `NAME=value`, or `NAME` for the caller's value: what `--env` gave. */
  readonly assignments: readonly string[];
  /** What the environment files said when it was started last; missing in records of before that was kept. */
  readonly fromFiles?: Readonly<Record<string, string>>;
}
