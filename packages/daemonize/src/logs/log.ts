/** Where a log of a daemon is, and what of it has been moved to archives. */
import type { Settings } from '../settings.ts';
import { fileOf, type Store } from '../store/home.ts';
import type { DaemonRecord } from '../store/record.ts';

export interface Log {
  /** What was written last; before it come its archives, `file.1` the newest of them. */
  readonly file: string;
  /** Where the moves are written down; null for a log of which nothing is ever moved. See ledger.ts. */
  readonly ledger: string | null;
}

/** A daemon's two logs, which may be one. Null for a stream of which nothing is kept. */
export interface Logs {
  readonly stdout: Log | null;
  readonly stderr: Log | null;
}

export type Stream = keyof Logs;

type Paths = DaemonRecord['logs'];

/** The logs at these paths. */
export const logsAt = (store: Store, name: string, { logging }: Settings, { stderr, stdout }: Paths): Logs => {
  const ledger = (file: string): string | null => (logging?.rotation ? fileOf(store, name, file) : null);
  const at = (file: string | null, name: string): Log | null => (file === null ? null : { file, ledger: ledger(name) });
  const first = at(stdout, 'out.ledger');
  return { stdout: first, stderr: stderr === stdout ? first : at(stderr, 'err.ledger') };
};

/** Each log once, with the stream that it is called after. */
export const distinctLogs = ({ stderr, stdout }: Logs): readonly (readonly [Stream, Log])[] => [
  ...(stdout ? [['stdout', stdout] as const] : []),
  ...(stderr && stderr.file !== stdout?.file ? [['stderr', stderr] as const] : []),
];

export const logsOf = (store: Store, { logs, name, settings }: DaemonRecord): Logs =>
  logsAt(store, name, settings, logs);

export const pathsOf = ({ stderr, stdout }: Logs): Paths => ({
  stdout: stdout?.file ?? null,
  stderr: stderr?.file ?? null,
});
