import { appendFileSync, closeSync, fstatSync, readFileSync, renameSync, statSync } from 'node:fs';
import { openIfThere } from '../logs/tail.ts';
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

/** What a journal that had become too long was called from then on; the one before it is forgotten. */
const EARLIER = 'events.1.ndjson';

/** Thousands of restarts, and read in a moment. */
const LONGEST = 4 << 20;

/** By its name alone: who adds to it at this moment does so to the one or the other. */
const beginAnewWhenLong = (store: Store, name: string): void => {
  const file = journalFile(store, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && found.size >= LONGEST) renameSync(file, fileOf(store, name, EARLIER));
};

/** Those who write this hold the lock of the name: a journal must not be begun anew by two at once. */
const MAY_BEGIN_ANEW: readonly Happening['type'][] = ['started', 'resumed'];

/** The disk was full: what comes next must not be added to half a line. */
let isTorn = false;

/** Adds an event, with its time. One write, at the end of the file; a full disk must not hinder what is being told. */
export const note = (store: Store, name: string, happening: Happening): void => {
  const event: DaemonEvent = { time: new Date().toISOString(), ...happening };
  store.hear?.(name, event);
  try {
    if (MAY_BEGIN_ANEW.includes(event.type)) beginAnewWhenLong(store, name);
    appendFileSync(journalFile(store, name), `${isTorn ? '\n' : ''}${JSON.stringify(event)}\n`, { mode: 0o600 });
    isTorn = false;
  } catch {
    isTorn = true;
  }
};

/** The journal, and the one that went before it, open: that neither is missed, nor read twice, when it begins anew meanwhile. */
export const openJournal = (
  store: Store,
  name: string,
): { readonly earlier: number | undefined; readonly current: number | undefined } => {
  const current = openIfThere(journalFile(store, name));
  const earlier = openIfThere(fileOf(store, name, EARLIER));
  if (earlier === undefined || current === undefined || fstatSync(earlier).ino !== fstatSync(current).ino)
    return { earlier, current };
  closeSync(earlier);
  return { earlier: undefined, current };
};

/** What there is of each, so that nobody who tells it looks for what is not there. */
const PARTS: Readonly<Record<Happening['type'], readonly string[]>> = {
  started: ['pid', 'command', 'logOffsets'],
  ready: ['pid', 'afterMs'],
  'start-failed': ['reason', 'lastLine'],
  exited: ['pid', 'exit', 'uptimeMs', 'lastLine'],
  restarting: ['afterMs', 'inARow'],
  left: ['why', 'restarts'],
  unfit: ['pid', 'cause', 'detail'],
  retired: ['worker', 'pid', 'how', 'uptimeMs', 'killed'],
  leaving: ['worker', 'pid'],
  reloaded: ['workers', 'afterMs'],
  'reload-failed': ['worker', 'reason', 'lastLine'],
  scaled: ['from', 'to'],
  rotated: ['stream', 'bytes'],
  'log-lost': ['stream', 'bytes', 'lines', 'reason'],
  'logger-ended': ['reason'],
  resumed: ['pid'],
  'no-control': ['reason'],
  'supervisor-failed': ['reason'],
  signalled: ['pid', 'signal'],
  stopped: ['signal', 'killed', 'processes', 'uptimeMs'],
};

/** A line that a full disk or a power cut left unfinished is passed over, and what only a newer daemonize knows. */
export const parseEvent = (line: string): DaemonEvent | undefined => {
  try {
    const event = JSON.parse(line) as Partial<DaemonEvent> | null;
    const parts = event?.type === undefined ? undefined : PARTS[event.type];
    return event?.time !== undefined && parts?.every((part) => part in event) ? (event as DaemonEvent) : undefined;
  } catch {
    return undefined;
  }
};

const eventsIn = (descriptor: number | undefined): readonly DaemonEvent[] => {
  if (descriptor === undefined) return [];
  try {
    const lines = readFileSync(descriptor, 'utf8').split('\n');
    return lines.flatMap((line) => (line === '' ? [] : (parseEvent(line) ?? [])));
  } finally {
    closeSync(descriptor);
  }
};

/** Every event of a daemon that is known, oldest first. */
export const readJournal = (store: Store, name: string): readonly DaemonEvent[] => {
  const { current, earlier } = openJournal(store, name);
  return [...eventsIn(earlier), ...eventsIn(current)];
};
