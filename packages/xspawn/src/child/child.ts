/** One child process as everything in xspawn sees it, however it was started. */
import type { ChildProcess } from 'node:child_process';
import type { Ended, Execution } from '@proctools/core';

/** What a child is given; the directory, the umask, the nice value and the user are ours. */
export interface Birth {
  readonly execution: Execution;
  readonly environment: Readonly<Record<string, string>>;
  /** Its descriptors 0, 1 and 2: a descriptor of ours, a pipe to us, or /dev/null. */
  readonly stdio: readonly [Stdio, Stdio, Stdio];
  /** A pipe at descriptor 3, which Node takes for its IPC channel. */
  readonly channel: boolean;
  /** A session of its own, and so a process group of its own, which signals can be sent to. */
  readonly ownGroup: boolean;
  /** Whether it, and all that it started, is killed when we are (by kill -9). */
  readonly orphans: 'kill' | 'leave';
}

export type Stdio = number | 'pipe' | 'null';

/** How it came to its end, or why it never began. */
export type Ending = Ended | { readonly notStarted: string; readonly code: 126 | 127 };

/** What binds the processes that a child starts to it. */
export interface Ties {
  /** It leads a session, and so a process group. */
  readonly isGroupOwn: boolean;
  /** A process of ours keeps the number of that group from being given to somebody else. */
  readonly isHeld: boolean;
}

export interface Child {
  /** Its pipes and its channel; undefined pid when it could not be started. */
  readonly process: ChildProcess;
  /** It has ended; its pipes may have more to read. */
  readonly ended: Promise<Ending>;
  /** To the process itself. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Whether a signal has stopped it, and none has made it go on. */
  readonly isStopped: () => boolean;
  /** Passes on a signal that we were sent, unless the child was sent it, too: a terminal signals a whole group. */
  readonly forward: (signal: NodeJS.Signals) => Promise<void>;
  /** How those that it started are found; see family.ts. */
  readonly ties: Ties;
  /** Its guard may go, before we do: for who goes on to start others. */
  readonly release: () => void;
}
