import type { Ended, Identity, Membership } from '@proctools/core';
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
  /** The process of the command. */
  readonly main: Identity | null;
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

/** By what its processes are found. */
export const familyOf = ({ id, main, session, settings }: DaemonRecord): Membership => ({
  markers: [`${MARKER}=${id}`],
  main: main ?? undefined,
  bornSince: main?.startTime,
  session: session ?? undefined,
  intermediate: settings.supervision && session !== null ? session : undefined,
});

/** The same, with those that earlier runs left behind. */
export const wholeFamilyOf = (record: DaemonRecord): Membership => ({
  ...familyOf(record),
  bornSince: record.leftIds.length > 0 ? undefined : record.main?.startTime,
  markers: [record.id, ...record.leftIds].map((id) => `${MARKER}=${id}`),
});
