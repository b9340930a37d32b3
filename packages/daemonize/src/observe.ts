import { ageMs, type Identity, isAlive, type ProcessEntry, readProcess } from '@proctools/core';
import { cpuMsOf, residentBytesOf, withDescendants } from './descendants.ts';
import { listeningAddresses } from './listening.ts';
import { type Facts, type State, stateOf } from './state.ts';
import { type DaemonRecord, type Exit, type LogPaths, mainsOf, type WorkerRecord } from './store/record.ts';

/** A worker that lives. */
export interface WorkerStatus {
  readonly id: number;
  readonly pid: number;
  readonly state: WorkerRecord['phase'];
  readonly startedAt: string;
  readonly uptimeMs: number;
  readonly restarts: number;
  readonly cpuPercent: number;
  readonly rssBytes: number;
}

/** What `status --json` prints: fields are only ever added. */
export interface Status {
  readonly name: string;
  readonly state: State;
  readonly pid: number | null;
  readonly supervisorPid: number | null;
  /** The socket that the supervisor answers on. */
  readonly controlSocket: string | null;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly startedAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
  readonly uptimeMs: number | null;
  readonly restarts: number;
  /** When it is started again, while it is backing off. */
  readonly nextTryAt: string | null;
  readonly lastExit: Exit | null;
  /** Of one processor, on the average since the start, with its descendants; as ps(1) counts. */
  readonly cpuPercent: number | null;
  /** Resident memory, with its descendants. */
  readonly rssBytes: number | null;
  readonly workers: readonly WorkerStatus[];
  readonly listen: readonly string[];
  readonly logs: LogPaths;
}

const alive = (identity: Identity | null | undefined): boolean => identity != null && isAlive(identity);

const factsOf = (record: DaemonRecord, mainIsAlive: boolean): Facts => ({
  mainIsAlive,
  workerIsAlive: alive(record.worker),
  supervisorIsAlive: record.settings.supervision ? alive(record.supervisor) : undefined,
});

/** The state of a daemon, from its record and a look at its processes. */
export const currentState = (record: DaemonRecord): State =>
  stateOf(record, factsOf(record, mainsOf(record).some(alive)));

/** Its start has died, and left it running. */
export const isForsaken = (record: DaemonRecord): boolean =>
  record.phase === 'starting' && ['running', 'unsupervised'].includes(currentState(record));

/** What only a living process has. */
const vitalSigns = (main: ProcessEntry): Pick<WorkerStatus, 'pid' | 'uptimeMs' | 'cpuPercent' | 'rssBytes'> => {
  const pids = withDescendants(main.pid);
  const uptimeMs = Math.max(Math.round(ageMs(main)), 1);
  const cpuMs = cpuMsOf(pids);
  return {
    pid: main.pid,
    uptimeMs,
    cpuPercent: Math.round((cpuMs / uptimeMs) * 1_000) / 10,
    rssBytes: residentBytesOf(pids),
  };
};

const noSigns = { pid: null, uptimeMs: null, cpuPercent: null, rssBytes: null, listen: [] } as const;

type Signs = Pick<Status, keyof typeof noSigns>;

const look = (main: Identity): ProcessEntry | undefined => (isAlive(main) ? readProcess(main.pid) : undefined);

const workersOf = ({ crew }: DaemonRecord): readonly WorkerStatus[] =>
  (crew?.workers ?? [])
    .toSorted((one, other) => one.id - other.id)
    .flatMap(({ id, main, phase, restarts, startedAt }) => {
      const found = look(main);
      return found ? [{ id, state: phase, startedAt, restarts, ...vitalSigns(found) }] : [];
    });

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

const signsOfOne = (main: ProcessEntry): Signs => ({
  ...vitalSigns(main),
  listen: listeningAddresses(withDescendants(main.pid)),
});

/** A worker may have handed its sockets on to its children, and closed them; in Node's cluster, they are the supervisor's. */
const sharedBy = ({ control, supervisor }: DaemonRecord, workers: readonly WorkerStatus[]): readonly string[] => {
  const pids = workers.flatMap(({ pid }) => withDescendants(pid));
  if (supervisor && isAlive(supervisor)) pids.push(supervisor.pid);
  return listeningAddresses(pids).filter((address) => address !== control);
};

/** Of several together; up for as long as the one that has been there longest. */
const signsOfMany = (record: DaemonRecord, workers: readonly WorkerStatus[]): Signs => ({
  pid: workers.length === 1 ? (workers[0]?.pid ?? null) : null,
  uptimeMs: Math.max(...workers.map(({ uptimeMs }) => uptimeMs)),
  cpuPercent: Math.round(sum(workers.map(({ cpuPercent }) => cpuPercent)) * 10) / 10,
  rssBytes: sum(workers.map(({ rssBytes }) => rssBytes)),
  listen: sharedBy(record, workers),
});

/** Nobody has written down that it has ended: what the record says of an end is about an earlier one. */
export const isUnseen = ({ phase }: DaemonRecord, state: State): boolean =>
  state === 'exited' && (phase === 'running' || phase === 'starting');

/** All that can be told of a daemon now. */
export const observe = (record: DaemonRecord): Status => {
  const main = record.main ? look(record.main) : undefined;
  const workers = workersOf(record);
  const facts = factsOf(record, main !== undefined || workers.length > 0);
  const state = stateOf(record, facts);
  const signs = main ? signsOfOne(main) : workers.length > 0 ? signsOfMany(record, workers) : noSigns;
  const { pid, uptimeMs, cpuPercent, rssBytes, listen } = signs;
  return {
    name: record.name,
    state,
    pid,
    supervisorPid: (facts.supervisorIsAlive && record.supervisor?.pid) || null,
    controlSocket: (facts.supervisorIsAlive && record.control) || null,
    command: record.settings.command,
    cwd: record.settings.cwd,
    startedAt: record.startedAt,
    readyAt: record.readyAt,
    endedAt: record.endedAt,
    uptimeMs,
    restarts: record.restarts,
    nextTryAt: state === 'backing-off' ? (record.nextTryAt ?? null) : null,
    lastExit: isUnseen(record, state) ? null : record.lastExit,
    cpuPercent,
    rssBytes,
    workers,
    listen,
    logs: record.logs,
  };
};
