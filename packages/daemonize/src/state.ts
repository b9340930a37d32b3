import type { DaemonRecord } from './store/record.ts';

/** What a daemon is now. */
export type State =
  | 'starting'
  | 'running'
  | 'unsupervised'
  | 'backing-off'
  | 'stopping'
  | 'stopped'
  | 'exited'
  | 'failed';

/** What a look at the processes tells. */
export interface Facts {
  readonly mainIsAlive: boolean;
  /** Whether the one who was starting or stopping it still is. */
  readonly workerIsAlive: boolean;
  /** Undefined for a daemon that nobody is to look after. */
  readonly supervisorIsAlive: boolean | undefined;
}

/**
 * What the record says was done last, and what the processes show, make the state: a starter, stopper or
 * supervisor that was killed half way leaves a record that is old, never one that is wrong.
 */
export const stateOf = (
  { phase }: Pick<DaemonRecord, 'phase'>,
  { mainIsAlive, supervisorIsAlive, workerIsAlive }: Facts,
): State => {
  const running = supervisorIsAlive === false ? 'unsupervised' : 'running';
  switch (phase) {
    case 'starting':
    case 'stopping':
      if (workerIsAlive) return phase;
      if (mainIsAlive) return running;
      return phase === 'stopping' ? 'stopped' : 'exited';
    case 'running':
      if (mainIsAlive) return running;
      return supervisorIsAlive ? 'backing-off' : 'exited'; // it is about to be started again
    case 'backing-off':
      return supervisorIsAlive ? 'backing-off' : 'exited';
    default:
      return phase;
  }
};

/** Whether a daemon in this state has a live process, may have one, or will have one by itself. */
export const isUp = (state: State): boolean =>
  state === 'starting' ||
  state === 'running' ||
  state === 'unsupervised' ||
  state === 'backing-off' ||
  state === 'stopping';
