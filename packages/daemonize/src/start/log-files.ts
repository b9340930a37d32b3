import { closeSync, constants, fchownSync, fstatSync, lstatSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, isFailure, type Owner } from '@proctools/core';
import { type Log, type Logs, logsAt, type Stream } from '../logs/log.ts';
import { endOfLog } from '../logs/read.ts';
import type { Settings } from '../settings.ts';
import { fileOf, type Store } from '../store/home.ts';
import type { LogPaths } from '../store/record.ts';
import { withRightsOf } from './owner.ts';

/** Where a command's output goes, open for append, or streams of ours, and how long its logs were before this start. */
export interface LogFiles {
  readonly logs: Logs;
  readonly stdout: number;
  readonly stderr: number;
  /** Places in the logs. */
  readonly offsets: { readonly stdout: number; readonly stderr: number };
  /** Which of them reach their files through a FIFO. */
  readonly piped: readonly Stream[];
  /** Resolves when what was written so far is in the logs; missing where it gets there by itself. */
  readonly arrived?: () => Promise<void>;
  readonly close: () => void;
}

const { O_APPEND, O_CREAT, O_NOCTTY, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;

/** How long the log is by now. */
const endOf = (log: Log | null, descriptor: number): number => {
  if (log !== null && log.ledger !== null) return endOfLog(log);
  const found = fstatSync(descriptor);
  return found.isFile() ? found.size : 0;
};

/** In our own folder; the owner may open it again as /dev/stdout, so it is his. */
const openOwn = (file: string, owner: Owner | undefined): number => {
  const descriptor = openSync(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if (owner) fchownSync(descriptor, owner.uid, owner.gid);
  return descriptor;
};

/**
 * In a directory where everybody may make files, a link of somebody else is a trap. The rule is the
 * kernel's own, which is not switched on everywhere: protected_symlinks in proc_sys_fs(5).
 */
const assertNoForeignLink = (file: string): void => {
  const link = lstatSync(file, { throwIfNoEntry: false });
  if (!link?.isSymbolicLink()) return;
  const folder = statSync(path.dirname(file));
  const isShared = (folder.mode & 0o1002) === 0o1002;
  if (isShared && link.uid !== process.geteuid?.() && link.uid !== folder.uid) {
    throw new Failure(ExitCode.failed, `${file} is a symbolic link that user ${link.uid} made in a shared directory`);
  }
};

/** A FIFO is opened for reading, too: that neither waits for a reader nor lets the command die without one. fifo(7) */
const openGiven = (file: string, owner: Owner | undefined): number =>
  withRightsOf(owner, () => {
    assertNoForeignLink(file);
    const isFifo = statSync(file, { throwIfNoEntry: false })?.isFIFO() ?? false;
    return openSync(file, (isFifo ? O_RDWR : O_WRONLY) | O_APPEND | O_CREAT | O_NOCTTY, 0o666);
  });

/** Opens a log for append, and makes it if it is not there. `isOwn`: in the daemon's own folder. */
export const openLog = (file: string, isOwn: boolean, owner: Owner | undefined): number => {
  try {
    return isOwn ? openOwn(file, owner) : openGiven(file, owner);
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure(ExitCode.failed, `cannot open the log file ${file}`, { cause: error });
  }
};

/** Where the logs of a daemon are. */
export const logPaths = (store: Store, name: string, { foreground, stderr, stdout }: Settings): LogPaths => {
  const own = (file: string): string | null => (foreground ? null : fileOf(store, name, file));
  return { stdout: stdout ?? own('out.log'), stderr: stderr ?? own('err.log') };
};

/** One of the two. */
interface Opened {
  readonly descriptor: number;
  readonly close: () => void;
}

/** A pipe belongs to who made it; another user could not open it once more, as /dev/stdout. */
const giveAway = (descriptor: number, { uid }: Owner): void => {
  try {
    if (fstatSync(descriptor).isFIFO()) fchownSync(descriptor, uid, -1);
  } catch {} // of somebody whom this container does not know
};

/** What the command gets in the foreground is our own stream itself: nothing stands in between that could lose or delay a line. */
const lend = (descriptor: number, owner: Owner | undefined): Opened => {
  if (owner) giveAway(descriptor, owner);
  return { descriptor, close: () => {} };
};

const OURS: Readonly<Record<Stream, number>> = { stdout: 1, stderr: 2 };

const closable = (descriptor: number): Opened => ({ descriptor, close: () => closeSync(descriptor) });

const openSecond = (first: Opened, openIt: () => Opened): Opened => {
  try {
    return openIt();
  } catch (error) {
    first.close(); // perhaps there are no more descriptors, and what tidies up needs one
    throw error;
  }
};

/** Opens both, and makes those that are not there. */
export const openLogFiles = (store: Store, name: string, settings: Settings, owner: Owner | undefined): LogFiles => {
  const paths = logPaths(store, name, settings);
  const openOne = (stream: Stream): Opened => {
    const file = paths[stream];
    return file === null ? lend(OURS[stream], owner) : closable(openLog(file, settings[stream] === null, owner));
  };
  const stdout = openOne('stdout');
  const stderr = openSecond(stdout, () => openOne('stderr'));
  const logs = logsAt(store, name, settings, paths);
  return {
    logs,
    stdout: stdout.descriptor,
    stderr: stderr.descriptor,
    offsets: { stdout: endOf(logs.stdout, stdout.descriptor), stderr: endOf(logs.stderr, stderr.descriptor) },
    piped: [],
    close: () => {
      stdout.close();
      stderr.close();
    },
  };
};
