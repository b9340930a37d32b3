import type { Detached } from '@proctools/core';
import type { DaemonRecord } from '../store/record.ts';
import type { ReadyCondition } from './condition.ts';
import { httpReadiness } from './http.ts';
import { channelReadiness, descriptorReadiness } from './link.ts';
import { logReadiness } from './log.ts';
import { notifyReadiness } from './notify.ts';
import { portReadiness } from './port.ts';

/** The daemon that is waited for. */
export interface Awaited {
  readonly record: DaemonRecord;
  readonly process: Detached;
  readonly logs: {
    readonly paths: { readonly stdout: string; readonly stderr: string };
    readonly offsets: { readonly stdout: number; readonly stderr: number };
  };
  readonly environment: Readonly<Record<string, string>>;
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

/** Opens what is needed to learn of it; called before the daemon is born. */
export const open = async (condition: ReadyCondition): Promise<Readiness> => {
  switch (condition.type) {
    case 'port':
      return portReadiness(condition.host, condition.port);
    case 'http':
      return httpReadiness(condition.url);
    case 'log':
      return logReadiness(new RegExp(condition.source, condition.flags.replaceAll('g', '')));
    case 'fd':
      return descriptorReadiness(condition.descriptor);
    case 'ipc':
      return channelReadiness();
    case 'exec':
      return (await import('./exec.ts')).execReadiness(condition.command); // execa is in it
    case 'notify':
      return notifyReadiness();
  }
};
