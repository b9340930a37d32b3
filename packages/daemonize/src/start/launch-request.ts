import type { Identity, Owner } from '@proctools/core';
import type { EnvironmentSource, Settings } from '../settings.ts';
import type { Exit, Origin } from '../store/record.ts';
import type { LogFiles } from './log-files.ts';

/** What to start, and under which name. */
export interface Launch {
  readonly name: string;
  readonly settings: Settings;
  readonly source: EnvironmentSource;
  /** The file that wants it, where it was started by `up`; whoever starts it again need not say so. */
  readonly from?: Origin | undefined;
  /** Finding it running is a success. */
  readonly ifNotRunning: boolean;
  /** By `start`, by `restart`, or by its supervisor once it had ended: the last two count as restarts. */
  readonly by: 'start' | 'restart' | 'supervisor';
  /** How it ended just now, where its supervisor saw that, and starts it again at once. */
  readonly lastExit?: Exit | null | undefined;
  /** Called once it is certain that it is its supervisor's still, before anything is written. */
  readonly claimed?: () => void;
  /** Looks for what an earlier run has left behind, and throws when there is something. */
  readonly assertAlone?: () => void;
  /** Where its output goes, when not to the log files themselves. */
  readonly openLogs?: ((owner: Owner | undefined) => Promise<LogFiles>) | undefined;
  /** The socket that its supervisor answers on; null, or missing, where there is none. */
  readonly control?: string | null;
  /** Who starts it and stays to look after it; null where nobody will. */
  readonly supervisor: Identity | null;
}
