import type { Readable } from 'node:stream';
import type { Ended } from '../ended.ts';
import type { Identity } from '../identity.ts';

/** Whose rights a process gets: its groups, then gid, then uid. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
  /** For the supplementary groups; undefined when the uid has no name, and then there are none. */
  readonly user: string | undefined;
}

/** Two files by which those who are not its parents learn of its end; see legacy.ts. */
export interface Legacy {
  readonly exit: string;
  readonly alive: string;
}

/** All that the new process is given. */
export interface Birth {
  /** As it was typed: argv[0] and the rest. */
  readonly command: readonly [string, ...string[]];
  /** The file that argv[0] stands for. */
  readonly file: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: number;
  readonly owner: Owner | undefined;
  /** Its soft limit of open files; undefined for ours. */
  readonly openFiles: number | undefined;
  /** Open descriptors of ours that become its 1 and 2. Its 0 is /dev/null. */
  readonly stdout: number;
  readonly stderr: number;
  /** One more way for it to reach us: a pipe at this descriptor, or Node's channel. */
  readonly link: number | 'channel' | undefined;
  /** Open descriptors of ours that become its 3, 4 and so on; LISTEN_PID tells it that they are for it. sd_listen_fds(3) */
  readonly sockets?: readonly number[] | undefined;
  /** Where it is to be looked after by somebody who may be followed by another: the intermediate stays without us, too. */
  readonly legacy: Legacy | undefined;
  /** The built program that is the intermediate when Node has to be it. */
  readonly nodeIntermediate: string;
}

export interface Hooks {
  /** Called while the intermediate gets ready, which takes a moment anyway: if this throws there is no command. */
  readonly meanwhile?: (() => void) | undefined;
  /** Called with a process that has not begun and whose nice value, limits and so on the command will have. */
  readonly prepare: (pid: number) => void;
  /**
   * Called before the command begins (or, where Node is the intermediate, right after): if this throws, or if we die first,
   * there is no command. So none can run that nobody has written down.
   */
  readonly record: (born: { readonly identity: Identity; readonly session: number | null }) => void;
}

/** How it ended, or that the kernel would not execute it after all. */
export type Ending = Ended | { readonly notExecuted: string };

export interface Detached {
  readonly identity: Identity;
  /** Resolves when it ends while we hold it. */
  readonly ending: Promise<Ending>;
  /** What it writes to its end of the pipe, when it was given one. */
  readonly pipe: Readable | undefined;
  /** What comes over the channel, also what Node keeps from a program's own listeners. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Sends over the channel; false when there is none, any more. */
  readonly tell: (message: object) => boolean;
  /** Resolves when the command has taken the place of the intermediate's child, or has ended. */
  readonly executed: () => Promise<void>;
  /** Leaves it to init. Resolves when nothing of ours is left. */
  readonly letGo: () => Promise<void>;
}
