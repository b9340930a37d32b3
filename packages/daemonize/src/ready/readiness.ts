import type { Detached, Owner } from '@proctools/core';
import type { Logs } from '../logs/log.ts';
import type { DaemonRecord } from '../store/record.ts';

/** The daemon that is waited for. */
export interface Awaited {
  readonly record: DaemonRecord;
  readonly process: Detached;
  readonly logs: {
    readonly logs: Logs;
    readonly offsets: { readonly stdout: number; readonly stderr: number };
  };
  readonly environment: Readonly<Record<string, string>>;
  /** Whose rights it has, when not ours. */
  readonly owner: Owner | undefined;
}

/** One way to learn that a daemon works. */
export interface Readiness {
  /** What the daemon needs to be told. */
  readonly environment: Readonly<Record<string, string>>;
  /** The descriptor or channel that it needs. */
  readonly link: number | 'channel' | undefined;
  /** Resolves when it is ready; rejects when the signal aborts. */
  readonly wait: (daemon: Awaited, signal: AbortSignal) => Promise<void>;
  /** What stood in the way when it was last looked at. */
  readonly obstacle: () => string | undefined;
  readonly close: () => void;
}

/** What is not said otherwise. */
export const plain = { environment: {}, link: undefined, obstacle: () => undefined, close: () => {} } as const;
