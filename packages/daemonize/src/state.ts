import type { DaemonRecord } from './store/record.ts';

/** What a daemon is now. */
export type State = 'starting' | 'running' | 'stopping' | 'stopped' | 'exited';

/** What a look at the processes tells. */
export interface Facts {
  readonly mainIsAlive: boolean;
  /** Whether the one who was starting or stopping it still is. */
  readonly workerIsAlive: boolean;
}

/**
 * What the record says was done last, and what the processes show, make the state: a starter or
 * stopper that was killed half way leaves a record that is old, never one that is wrong.
 */
export const stateOf = ({ phase }: Pick<DaemonRecord, 'phase'>, { mainIsAlive, workerIsAlive }: Facts): State => {
  switch (phase) {
    case 'starting':
    case 'stopping':
      if (workerIsAlive) return phase;
      if (mainIsAlive) return 'running';
      return phase === 'stopping' ? 'stopped' : 'exited';
    case 'running':
      return mainIsAlive ? 'running' : 'exited';
    default:
      return phase;
  }
};

/** Whether a daemon in this state has, or may have, a live process. */
export const isUp = (state: State): boolean => state === 'starting' || state === 'running' || state === 'stopping';
