/** Decides what a start will do, from the command line and what the caller is. Touches nothing. */
import path from 'node:path';
import { usageFailure } from '@proctools/core';
import type { ListenAddress } from './crew/address.ts';
import { nameFor } from './name.ts';
import type { ReadyCondition } from './ready/condition.ts';
import type {
  Backoff,
  CrewSettings,
  EnvironmentSource,
  HealthCheck,
  Limit,
  Logging,
  RestartLimit,
  Rotation,
  Settings,
  Supervision,
} from './settings.ts';

/** The options of `start`, read. Durations in milliseconds. */
export interface StartOptions {
  readonly name: string | undefined;
  readonly foreground: boolean;
  readonly ifNotRunning: boolean;
  readonly ready: ReadyCondition | undefined;
  readonly readyTimeout: number;
  readonly settle: number | undefined;
  readonly chdir: string | undefined;
  readonly umask: number | undefined;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly nice: number | undefined;
  readonly limit: readonly Limit[];
  readonly pidfile: string | undefined;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly clearEnv: boolean;
  readonly stdout: string | undefined;
  readonly stderr: string | undefined;
  readonly log: string | undefined;
  readonly logSize: number | undefined;
  readonly logKeep: number | undefined;
  readonly logCompress: boolean;
  readonly logTime: boolean;
  readonly logPipe: boolean;
  readonly restart: Supervision['restart'] | undefined;
  readonly backoff: Backoff | undefined;
  readonly maxRestarts: RestartLimit | undefined;
  readonly health: HealthCheck['condition'] | undefined;
  readonly healthInterval: number | undefined;
  readonly maxMemory: number | undefined;
  readonly maxRuntime: number | undefined;
  readonly watch: readonly string[];
  readonly workers: CrewSettings['workers'] | undefined;
  readonly listen: readonly ListenAddress[];
  readonly schedule: 'rr' | 'none' | undefined;
  readonly drainTimeout: number | undefined;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeout: number;
}

export interface Caller {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: number;
  /** The soft limit of open files, when it is not ours. */
  readonly openFiles: number | null;
}

export interface StartPlan {
  readonly name: string;
  readonly ifNotRunning: boolean;
  readonly settings: Settings;
  readonly source: EnvironmentSource;
}

const commandFrom = (operands: readonly string[]): readonly [string, ...string[]] => {
  const [program, ...rest] = operands;
  if (program === undefined || program === '') throw usageFailure('the command is empty');
  return [program, ...rest];
};

const BACKOFF: Backoff = { shortestMs: 100, longestMs: 30_000 };

const HEALTH_INTERVAL_MS = 10_000;

const DRAIN_TIMEOUT_MS = 30_000;

/** What is asked of one of several is answered by any of them, or by the one that is to be replaced. */
const assertOfOne = (ready: ReadyCondition | undefined, sockets: number): void => {
  if (ready?.type === 'port' || ready?.type === 'http') {
    throw usageFailure(
      `--ready ${ready.type}: cannot tell one worker from another`,
      'a Node program counts as ready when it listens; others can say so with fd:N, ipc, notify, log: or exec:',
    );
  }
  if (ready?.type === 'fd' && sockets === 0) {
    throw usageFailure("--ready fd: Node's cluster hands no descriptors on", 'take ipc, or give --listen');
  }
  if (ready?.type === 'fd' && ready.descriptor < 3 + sockets)
    throw usageFailure(`--ready fd:${ready.descriptor} is the descriptor of a socket of --listen`, 'take a higher one');
};

const crewFrom = (options: StartOptions, { cwd }: Caller): CrewSettings | null => {
  const { drainTimeout, listen, ready, schedule, workers } = options;
  if (workers === undefined && listen.length === 0) {
    const about = [schedule && '--schedule', drainTimeout !== undefined && '--drain-timeout'].find(Boolean);
    if (about) throw usageFailure(`${about} is about workers: give --workers, too`);
    return null;
  }
  if (schedule && listen.length > 0) {
    throw usageFailure("--schedule is about Node's cluster, which --listen does without", 'give either');
  }
  assertOfOne(ready, listen.length);
  return {
    workers: workers ?? 1,
    listen: listen.map((one) => (one.type === 'path' ? { ...one, path: path.resolve(cwd, one.path) } : one)),
    schedule: listen.length > 0 ? null : (schedule ?? 'rr'),
    drainTimeoutMs: drainTimeout ?? DRAIN_TIMEOUT_MS,
  };
};

/** Workers that nothing else is said of are ready when they listen. */
const readyFrom = ({ ready, settle }: StartOptions, crew: CrewSettings | null): ReadyCondition | null =>
  ready ?? (crew && settle === undefined ? { type: 'listening' } : null);

/** In the foreground there is nobody to whom one returns: one that ends at once has ended, and is started again if it is to be. */
const settleMsFrom = ({ foreground, settle }: StartOptions): number => settle ?? (foreground ? 0 : 250);

/** Any of these is a reason to start it again. */
const isRestarted = ({ health, listen, maxMemory, maxRuntime, restart, watch, workers }: StartOptions): boolean =>
  (restart ?? health ?? maxMemory ?? maxRuntime ?? workers) !== undefined || watch.length + listen.length > 0;

const KEEP = 5;

/** Smaller archives would be more work than use; and a file system moves whole blocks only. */
const SMALLEST_LOG = 1 << 16;

const rotationFrom = ({ logCompress, logKeep, logSize }: StartOptions): Rotation | null => {
  if (logSize === undefined) {
    if (logKeep !== undefined || logCompress)
      throw usageFailure(`${logCompress ? '--log-compress' : '--log-keep'} is about archives: give --log-size, too`);
    return null;
  }
  if (logSize < SMALLEST_LOG) throw usageFailure('--log-size: expected at least 64k');
  return { size: logSize, keep: logKeep ?? KEEP, compress: logCompress };
};

const loggingFrom = (options: StartOptions): Logging | null => {
  const rotation = rotationFrom(options);
  const { logPipe: pipe, logTime: time } = options;
  return rotation || time || pipe ? { rotation, time, pipe } : null;
};

/** None at all would be a restart that never ends. */
const assertSome = (values: Readonly<Record<string, number | undefined>>): void => {
  for (const [option, value] of Object.entries(values))
    if (value === 0) throw usageFailure(`${option}: expected more than nothing`);
};

const supervisionFrom = (
  options: StartOptions,
  logging: Logging | null,
  crew: CrewSettings | null,
  { cwd }: Caller,
): Supervision | null => {
  const { backoff, health, healthInterval, maxMemory, maxRestarts, maxRuntime, restart, watch } = options;
  if (healthInterval !== undefined && !health)
    throw usageFailure('--health-interval is about --health: give that, too');
  assertSome({ '--health-interval': healthInterval, '--max-memory': maxMemory, '--max-runtime': maxRuntime });
  if (!isRestarted(options)) {
    const about = [backoff && '--backoff', maxRestarts && '--max-restarts'].find(Boolean);
    if (about) throw usageFailure(`${about} is about restarts: give --restart, too`);
    if (!logging && !options.foreground) return null;
  }
  return {
    restart: restart ?? (crew ? 'always' : 'never'),
    backoff: backoff ?? BACKOFF,
    maxRestarts: maxRestarts ?? null,
    health: health ? { condition: health, everyMs: healthInterval ?? HEALTH_INTERVAL_MS } : null,
    maxMemory: maxMemory ?? null,
    maxRuntimeMs: maxRuntime ?? null,
    watch: watch.map((folder) => path.resolve(cwd, folder)),
  };
};

/** What goes to daemonize's own output is on its way to somebody else. */
const assertKept = ({ log, logPipe, logSize, stderr, stdout }: StartOptions): void => {
  const option = logSize === undefined ? `--log-${logPipe ? 'pipe' : 'time'}` : '--log-size';
  if (log !== undefined || (stdout !== undefined && stderr !== undefined)) return;
  throw usageFailure(`${option} is about files: with --foreground give --log, too`);
};

/** Nor can it be read. */
const assertReadable = ({ foreground, log, ready, stderr, stdout }: StartOptions): void => {
  if (!foreground || ready?.type !== 'log' || (log ?? stdout ?? stderr) !== undefined) return;
  throw usageFailure(
    '--ready log: reads what the command writes, which with --foreground is kept in no file',
    'give one with --log, --stdout or --stderr',
  );
};

/** Paths are the caller's: what `--chdir` says is not where the log files are looked for. */
export const planStart = (options: StartOptions, operands: readonly string[], caller: Caller): StartPlan => {
  const command = commandFrom(operands);
  const name = options.name ?? nameFor(command, path.resolve(caller.cwd, options.chdir ?? '.'));
  if (name === undefined) throw usageFailure(`cannot make a name of ${command[0]}`, 'give one with --name');
  if (options.log !== undefined && (options.stdout ?? options.stderr) !== undefined) {
    throw usageFailure('--log stands for both --stdout and --stderr: give either');
  }
  assertReadable(options);
  const absolute = (file: string | undefined): string | null =>
    file === undefined ? null : path.resolve(caller.cwd, file);
  const logging = loggingFrom(options);
  if (options.foreground && logging) assertKept(options);
  const crew = crewFrom(options, caller);
  const settings: Settings = {
    command,
    cwd: path.resolve(caller.cwd, options.chdir ?? '.'),
    umask: options.umask ?? caller.umask,
    openFiles: options.limit.some(({ resource }) => resource === 'nofile') ? null : caller.openFiles,
    user: options.user ?? null,
    group: options.group ?? null,
    nice: options.nice ?? null,
    limits: options.limit,
    stdout: absolute(options.log ?? options.stdout),
    stderr: absolute(options.log ?? options.stderr),
    pidfile: absolute(options.pidfile),
    envFiles: options.envFile.map((file) => path.resolve(caller.cwd, file)),
    clearEnv: options.clearEnv,
    settleMs: settleMsFrom(options),
    ready: readyFrom(options, crew),
    readyTimeoutMs: options.readyTimeout,
    stopSignal: options.stopSignal,
    stopTimeoutMs: options.stopTimeout,
    supervision: supervisionFrom(options, logging, crew, caller),
    logging,
    crew,
    foreground: options.foreground,
  };
  const source = { caller: caller.environment, assignments: options.env };
  return { name, ifNotRunning: options.ifNotRunning, settings, source };
};
