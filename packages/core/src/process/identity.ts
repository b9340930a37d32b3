import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { hasEnded } from './process-entry.ts';
import { bootId, isForeign, readProcess } from './process-table.ts';

/**
 * Which process is meant. A pid alone is a guess, since the kernel gives it out again:
 * pid, start time and boot together name one process for good.
 */
export interface Identity {
  readonly pid: number;
  readonly startTime: string;
  readonly boot: string;
}

/** The process that has this pid now; undefined when there is none, or when it has ended. */
export const identify = (pid: number): Identity | undefined => {
  const entry = readProcess(pid);
  return entry && !hasEnded(entry) ? { pid, startTime: entry.startTime, boot: bootId() } : undefined;
};

/** Whether both are the same process; nobody is not. */
export const isSameProcess = (one: Identity, other: Identity | null | undefined): boolean =>
  one.pid === other?.pid && one.startTime === other.startTime && one.boot === other.boot;

/** Whether this very process still runs (a zombie does not). */
export const isAlive = (identity: Identity): boolean => {
  if (identity.boot !== bootId()) return false;
  const entry = readProcess(identity.pid);
  return entry !== undefined && !hasEnded(entry) && entry.startTime === identity.startTime;
};

const lookAtOurselves = (): Identity => {
  if (isForeign()) {
    throw new Failure(ExitCode.failed, 'the /proc here does not show the processes of our own pid namespace', {
      hint: 'mount one that does: mount -t proc proc /proc',
    });
  }
  const self = identify(process.pid);
  if (self) return self;
  throw new Failure(ExitCode.failed, 'cannot read the table of processes', {
    hint: 'there may be too many open files',
  });
};

let own: Identity | undefined;

/** Us. It is looked up once: it never changes. */
export const ownIdentity = (): Identity => {
  own ??= lookAtOurselves();
  return own;
};
