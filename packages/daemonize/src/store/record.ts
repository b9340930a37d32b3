import type { Ended, Identity, Membership } from '@proctools/core';
import type { ListenAddress } from '../crew/address.ts';
import type { Settings } from '../settings.ts';

/** What was done with a daemon last, as far as we know. What is true of it now takes a look at its process. */
type Phase = 'starting' | 'running' | 'backing-off' | 'stopping' | 'stopped' | 'exited' | 'failed';

export type Exit = { readonly code: number } | { readonly signal: string };

/** Null where nobody saw it. */
export const exitFrom = (how: Ended | undefined): Exit | null => {
  if (how === undefined) return null;
  return 'exited' in how ? { code: how.exited } : { signal: how.killed };
};

/** The file that a daemon was started from by `up`. */
export interface Origin {
  readonly file: string;
  /** The umask that it asks for; null where it leaves that to the caller. */
  readonly umask: number | null;
}

/** Where a daemon writes to; null for a stream of the daemonize that looks after it in the foreground, of which nothing is kept. */
export interface LogPaths {
  readonly stdout: string | null;
  readonly stderr: string | null;
}

/** A worker, from its birth to its end. Times are ISO 8601. */
export interface WorkerRecord {
  /** Its place among the others, from 1; who follows it there has the same. */
  readonly id: number;
  /** Stands in the environment of all its processes. */
  readonly run: string;
  /** `draining`: another has its place, and it finishes what it has begun. */
  readonly phase: 'starting' | 'running' | 'draining';
  readonly main: Identity;
  /** Null for one that is born of Node's cluster, in the session of the supervisor. */
  readonly session: number | null;
  readonly startedAt: string;
  /** How often its place was filled anew because somebody had ended there. */
  readonly restarts: number;
}

/** What there is in the place of a single process. */
export interface CrewRecord {
  readonly workers: readonly WorkerRecord[];
  /** Where they listen, with the ports that the kernel has chosen. */
  readonly listen: readonly ListenAddress[];
}

/** All that is kept of a daemon, in `record.json`. Times are ISO 8601. */
export interface DaemonRecord {
  readonly version: 1;
  readonly name: string;
  /** Of this run; stands in the environment of all its processes. */
  readonly id: string;
  /** Of earlier runs that left processes behind. */
  readonly leftIds: readonly string[];
  readonly settings: Settings;
  /** Missing where it was started by hand. */
  readonly from?: Origin | undefined;
  readonly phase: Phase;
  /** Who is busy starting or stopping it. */
  readonly worker: Identity | null;
  /** Who looks after it, and starts it again; missing where nobody does. */
  readonly supervisor?: Identity | null;
  /** The socket that he answers on; missing where nobody does. */
  readonly control?: string | null;
  /** When it is started again, while it is backing off. */
  readonly nextTryAt?: string | null;
  /** The process of the command; null where there are workers. */
  readonly main: Identity | null;
  /** Missing where the command is a single process. */
  readonly crew?: CrewRecord | null;
  readonly session: number | null;
  readonly startedAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
  /** How often it was started again by `restart`. */
  readonly restarts: number;
  readonly lastExit: Exit | null;
  readonly logs: LogPaths;
  /** Which of its streams go through a FIFO to the log; missing in records of before there were any. */
  readonly piped?: readonly ('stdout' | 'stderr')[];
}

/** The variable by which all processes of a daemon are known. */
export const MARKER = 'DAEMONIZE_ID';

/** The one by which those of a worker are known among them. */
export const WORKER_MARKER = 'DAEMONIZE_WORKER';

/** By what its processes are found. */
export const familyOf = ({ id, main, session, settings }: DaemonRecord): Membership => ({
  markers: [`${MARKER}=${id}`],
  main: main ?? undefined,
  bornSince: main?.startTime,
  session: session ?? undefined,
  intermediates: settings.supervision && session !== null ? [session] : [],
});

/** By what the processes of a worker are found. */
export const familyOfWorker = ({ main, run, session }: Pick<WorkerRecord, 'main' | 'run' | 'session'>): Membership => ({
  markers: [`${WORKER_MARKER}=${run}`],
  main,
  bornSince: main.startTime,
  session: session ?? undefined,
  intermediates: session === null ? [] : [session],
});

/** By what all that belongs to a daemon is found, with what earlier runs left behind. */
export const wholeFamilyOf = (record: DaemonRecord): readonly Membership[] => {
  const workers = (record.crew?.workers ?? []).map(familyOfWorker);
  const own = familyOf(record);
  const whole = {
    ...own,
    intermediates: [own, ...workers].flatMap(({ intermediates = [] }) => intermediates),
    bornSince: record.leftIds.length > 0 ? undefined : record.main?.startTime,
    markers: [record.id, ...record.leftIds].map((id) => `${MARKER}=${id}`),
  };
  return [whole, ...workers];
};

/** Whom a signal is meant for: the command, one worker, or all that are not about to end. */
export const addressed = (
  { crew, main }: DaemonRecord,
  id?: number | undefined,
): readonly { readonly id?: number; readonly main: Identity }[] => {
  if (!crew) return main && id === undefined ? [{ main }] : [];
  return crew.workers.filter((worker) => worker.phase !== 'draining' && (id === undefined || worker.id === id));
};

/** The processes of the command that are written down: one, or those of all workers. */
export const mainsOf = ({ crew, main }: Pick<DaemonRecord, 'crew' | 'main'>): readonly Identity[] =>
  crew ? crew.workers.map((worker) => worker.main) : main ? [main] : [];
