import { appendFileSync, readFileSync } from 'node:fs';
import { errorCode } from '@proctools/core';
import type { Cause } from '../supervisor/transition.ts';
import { fileOf, type Store } from './home.ts';
import type { Exit } from './record.ts';

/** What happened to a daemon; where it has workers, to which of them. */
export type Happening = { readonly worker?: number | undefined } & Fact;

type Fact =
  /** `logOffsets`: how long the log files were then, in bytes. */
  | {
      readonly type: 'started';
      readonly pid: number;
      readonly command: readonly string[];
      readonly logOffsets: { readonly stdout: number; readonly stderr: number };
    }
  | { readonly type: 'ready'; readonly pid: number; readonly afterMs: number }
  | {
      readonly type: 'start-failed';
      readonly reason: string;
      readonly lastLine: string | null;
      readonly lastLines?: readonly string[];
    }
  /** `exit` is null when nobody was there to see it. */
  | {
      readonly type: 'exited';
      readonly pid: number;
      readonly exit: Exit | null;
      readonly uptimeMs: number | null;
      readonly lastLine: string | null;
      /** What it had written last to standard error; only where a supervisor was there. */
      readonly lastLines?: readonly string[];
    }
  /** After a pause, its supervisor starts it again; so often in a row. */
  | { readonly type: 'restarting'; readonly afterMs: number; readonly inARow: number }
  /** A worker has ended that another has replaced, that asked to go, or that was too many. `how` is null when nobody saw it. */
  | {
      readonly type: 'retired';
      readonly worker: number;
      readonly pid: number;
      readonly how: string | null;
      readonly uptimeMs: number;
      readonly killed: boolean;
    }
  /** A worker has asked to be replaced. */
  | { readonly type: 'leaving'; readonly worker: number; readonly pid: number }
  /** All workers have been replaced. */
  | { readonly type: 'reloaded'; readonly workers: number; readonly afterMs: number }
  | {
      readonly type: 'reload-failed';
      readonly worker: number;
      readonly reason: string;
      readonly lastLine: string | null;
    }
  | { readonly type: 'scaled'; readonly from: number; readonly to: number }
  /** Its supervisor has gone: it is not started again. */
  | { readonly type: 'left'; readonly why: 'exited' | 'failed'; readonly restarts: number }
  /** It runs, but not as it should: it is ended, and started again. */
  | { readonly type: 'unfit'; readonly pid: number; readonly cause: Cause; readonly detail: string }
  /** So much of a log has been moved to an archive. */
  | { readonly type: 'rotated'; readonly stream: 'stdout' | 'stderr'; readonly bytes: number }
  /** What could not be written to a log, told when there is room again. */
  | {
      readonly type: 'log-lost';
      readonly stream: 'stdout' | 'stderr';
      readonly bytes: number;
      readonly lines: number;
      readonly reason: string;
    }
  /** Who takes what the command writes to its log has ended by itself; another follows. */
  | { readonly type: 'logger-ended'; readonly reason: string }
  /** A new supervisor has taken it over. */
  | { readonly type: 'resumed'; readonly pid: number }
  /** Its supervisor cannot be asked anything over its socket. */
  | { readonly type: 'no-control'; readonly reason: string }
  /** A bug of ours. */
  | { readonly type: 'supervisor-failed'; readonly reason: string }
  | { readonly type: 'signalled'; readonly pid: number; readonly signal: string }
  | {
      readonly type: 'stopped';
      readonly signal: string;
      readonly killed: boolean;
      readonly processes: number;
      readonly uptimeMs: number;
    };

export type DaemonEvent = Happening & { readonly time: string };

const JOURNAL = 'events.ndjson';

export const journalFile = (store: Store, name: string): string => fileOf(store, name, JOURNAL);

/** Adds an event, with its time. One write, at the end of the file; a full disk must not hinder what is being told. */
export const note = (store: Store, name: string, happening: Happening): void => {
  const event: DaemonEvent = { time: new Date().toISOString(), ...happening };
  store.hear?.(name, event);
  try {
    appendFileSync(journalFile(store, name), `${JSON.stringify(event)}\n`, { mode: 0o600 });
  } catch {}
};

/** A line that a full disk or a power cut left unfinished is passed over. */
export const parseEvent = (line: string): DaemonEvent | undefined => {
  try {
    const event = JSON.parse(line) as Partial<DaemonEvent> | null;
    return event?.type !== undefined && event.time !== undefined ? (event as DaemonEvent) : undefined;
  } catch {
    return undefined;
  }
};

/** Every event of a daemon, oldest first. */
export const readJournal = (store: Store, name: string): readonly DaemonEvent[] => {
  try {
    return readFileSync(journalFile(store, name), 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (parseEvent(line) ?? [])));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
};
