import { childrenOf, type Identity, isAlive, readProcess, residentBytes } from '@proctools/core';
import { listeningAddresses } from './listening.ts';
import { type State, stateOf } from './state.ts';
import type { DaemonRecord, Exit } from './store/record.ts';

/** What `status --json` prints: fields are only ever added. */
export interface Status {
  readonly name: string;
  readonly state: State;
  readonly pid: number | null;
  readonly supervisorPid: null;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly startedAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
  readonly uptimeMs: number | null;
  readonly restarts: number;
  readonly lastExit: Exit | null;
  /** Of one processor, on the average since the start, all its processes together; as ps(1) counts. */
  readonly cpuPercent: number | null;
  /** Resident memory of all its processes. */
  readonly rssBytes: number | null;
  readonly workers: readonly [];
  readonly listen: readonly string[];
  readonly logs: { readonly stdout: string; readonly stderr: string };
}

const alive = (identity: Identity | null): boolean => identity !== null && isAlive(identity);

/** The state of a daemon, from its record and a look at its processes. */
export const currentState = (record: DaemonRecord): State =>
  stateOf(record, { mainIsAlive: alive(record.main), workerIsAlive: alive(record.worker) });

const withDescendants = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(withDescendants)];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** All that can be told of a daemon now. */
export const observe = (record: DaemonRecord, now: number): Status => {
  const state = currentState(record);
  const pid = record.main && alive(record.main) ? record.main.pid : null;
  const pids = pid === null ? [] : withDescendants(pid);
  const uptimeMs = pid === null ? null : Math.max(now - Date.parse(record.startedAt), 1);
  const cpuMs = sum(pids.map((member) => readProcess(member)?.cpuMs ?? 0));
  return {
    name: record.name,
    state,
    pid,
    supervisorPid: null,
    command: record.settings.command,
    cwd: record.settings.cwd,
    startedAt: record.startedAt,
    readyAt: record.readyAt,
    endedAt: record.endedAt,
    uptimeMs,
    restarts: record.restarts,
    lastExit: record.lastExit,
    cpuPercent: uptimeMs === null ? null : Math.round((cpuMs / uptimeMs) * 1_000) / 10,
    rssBytes: pid === null ? null : sum(pids.map(residentBytes)),
    workers: [],
    listen: pid === null ? [] : listeningAddresses(pids),
    logs: record.logs,
  };
};
