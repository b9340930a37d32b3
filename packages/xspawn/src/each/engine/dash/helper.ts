/** One helper: a dash that runs jobs for us, with its guard, in a session of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { allProcesses, hasEnded, type ProcessEntry } from '@proctools/core';
import type { Bytes } from '../../../bytes.ts';

export interface HelperBirth {
  readonly dash: string;
  /** What it calls itself in front of its complaints. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Our ends of its standard output and error. */
  readonly stdout: number;
  readonly stderr: number;
  /** Whether its jobs are given our own standard output and error. */
  readonly inherits: boolean;
}

export interface Helper {
  readonly write: (script: Bytes) => void;
  /** To the helper alone. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** To its group: the job, what that has started, the helper and its guard. */
  readonly signalGroup: (signal: NodeJS.Signals) => void;
  /** Whether somebody is in its session beside it and its guard. */
  readonly hasCompany: () => boolean;
  /** Should it end now as it was told, its guard stays, and its group can be signalled, until the answer is called. */
  readonly hold: () => () => void;
  /** It ends when it has done what it was given. */
  readonly letGo: () => void;
  /** Its group shall not live on when it ends. */
  readonly condemn: () => void;
  /** Resolves when it has ended with its guard, and, unless it ended as it was told, with its group. */
  readonly gone: Promise<Gone>;
}

export type Gone =
  /** It was told to, and has done all that it had begun. */
  | { readonly type: 'ended' }
  /** In the middle of a job, if it had one. */
  | { readonly type: 'died' }
  | { readonly type: 'not started'; readonly reason: string };

const LINK = 3;

const stdioFor = ({ inherits, stderr, stdout }: HelperBirth) =>
  ['pipe', stdout, stderr, 'pipe', ...(inherits ? [1, 2] : [])] as const;

const tell = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {} // it has ended, or became another user's
};

/** Whether it has not been waited for: only then is its number still its own. */
const isThere = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

const untilClosed = (link: Duplex): Promise<void> =>
  new Promise((resolve) => {
    link.once('close', resolve).resume();
  });

interface Parting {
  readonly isCondemned: () => boolean;
  /** Resolves when nobody holds it any more. */
  readonly released: () => Promise<void>;
}

/** A helper that dies by itself leaves its job behind: the guard, who is in the same group, kills that. */
const untilGone = (child: ChildProcess, link: Duplex, { isCondemned, released }: Parting): Promise<Gone> => {
  const closed = untilClosed(link);
  return new Promise((resolve) => {
    child.once('exit', async (code) => {
      if (code === 0) await Promise.race([released(), closed]);
      link.end(code === 0 && !isCondemned() ? 'release\n' : 'kill\n');
      await closed;
      resolve({ type: code === 0 ? 'ended' : 'died' });
    });
  });
};

const untilRefused = (child: ChildProcess): Promise<Gone> =>
  new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ type: 'not started', reason: message }));
  });

const notStarted = (gone: Gone | Promise<Gone>): Helper => ({
  write: () => {},
  signal: () => {},
  signalGroup: () => {},
  hasCompany: () => false,
  hold: () => () => {},
  letGo: () => {},
  condemn: () => {},
  gone: Promise.resolve(gone),
});

const isInSession = ({ processGroup, session }: ProcessEntry, leader: number | undefined): boolean =>
  (session || processGroup) === leader;

/** Starts a helper, which waits to be set up. */
export const startHelper = (birth: HelperBirth): Helper => {
  const { dash, environment, name } = birth;
  let child: ChildProcess;
  try {
    child = spawn(dash, ['-s'], { argv0: name, detached: true, env: environment, stdio: [...stdioFor(birth)] });
  } catch (error) {
    return notStarted({ type: 'not started', reason: (error as Error).message });
  }
  const script = child.stdin;
  const link = child.stdio?.[LINK] as Duplex | undefined;
  child.on('error', () => {});
  if (!script || !link) return notStarted({ type: 'not started', reason: 'there are too many open files' });
  for (const stream of [script, link]) stream.on('error', () => {}); // its end tells enough
  const { pid } = child;
  if (pid === undefined) return notStarted(untilRefused(child));
  let isCondemned = false;
  let release: (() => void) | undefined;
  let released = Promise.resolve();
  return {
    write: (text) => void script.write(text, 'latin1'),
    signal: (signal) => {
      if (isThere(child)) tell(pid, signal);
    },
    signalGroup: (signal) => {
      if (release === undefined && !isThere(child)) return;
      tell(-pid, signal);
      if (signal !== 'SIGKILL') tell(-pid, 'SIGCONT'); // who is stopped would not hear
    },
    hasCompany: () => {
      const others = allProcesses().filter((entry) => entry.pid !== pid && isInSession(entry, pid) && !hasEnded(entry));
      return others.length > 1; // the guard is one
    },
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        release?.();
        release = undefined;
      };
    },
    letGo: () => void script.end(),
    condemn: () => {
      isCondemned = true;
    },
    gone: untilGone(child, link, { isCondemned: () => isCondemned, released: () => released }),
  };
};
