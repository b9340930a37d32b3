import type { EnvironmentSource, Settings } from '../settings.ts';

/** What to start, and under which name. */
export interface Launch {
  readonly name: string;
  readonly settings: Settings;
  readonly source: EnvironmentSource;
  /** Finding it running is a success. */
  readonly ifNotRunning: boolean;
  /** Started by `restart`: counts as one. */
  readonly isRestart: boolean;
}
