import { closeSync, constants, fchownSync, fstatSync, lstatSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, Failure, isFailure, type Owner } from '@proctools/core';
import type { Settings } from '../settings.ts';
import { fileOf, type Store } from '../store/home.ts';
import { withRightsOf } from './owner.ts';

/** The two log files, open for append, and how long they were before this start. */
export interface LogFiles {
  readonly paths: { readonly stdout: string; readonly stderr: string };
  readonly stdout: number;
  readonly stderr: number;
  readonly offsets: { readonly stdout: number; readonly stderr: number };
  readonly close: () => void;
}

const { O_APPEND, O_CREAT, O_NOCTTY, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;

const size = (descriptor: number): number => {
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

const open = (own: string, given: string | null, owner: Owner | undefined): number => {
  try {
    return given === null ? openOwn(own, owner) : openGiven(given, owner);
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure(ExitCode.failed, `cannot open the log file ${given ?? own}`, { cause: error });
  }
};

/** Where the logs of a daemon are. */
const logPaths = (store: Store, name: string, settings: Settings): LogFiles['paths'] => ({
  stdout: settings.stdout ?? fileOf(store, name, 'out.log'),
  stderr: settings.stderr ?? fileOf(store, name, 'err.log'),
});

const openSecond = (first: number, openIt: () => number): number => {
  try {
    return openIt();
  } catch (error) {
    closeSync(first); // perhaps there are no more descriptors, and what tidies up needs one
    throw error;
  }
};

/** Opens both, and makes those that are not there. */
export const openLogFiles = (store: Store, name: string, settings: Settings, owner: Owner | undefined): LogFiles => {
  const paths = logPaths(store, name, settings);
  const stdout = open(paths.stdout, settings.stdout, owner);
  const stderr = openSecond(stdout, () => open(paths.stderr, settings.stderr, owner));
  return {
    paths,
    stdout,
    stderr,
    offsets: { stdout: size(stdout), stderr: size(stderr) },
    close: () => {
      closeSync(stdout);
      closeSync(stderr);
    },
  };
};
