/** What can stop a batch before its end, and what then becomes of it. */
import { type Failure, isFailure } from '@proctools/core';
import { onInterruption } from './interruptions.ts';
import type { Running } from './schedule.ts';

/** Why it was stopped. */
interface Stopped {
  /** What we could not do ourselves; only the first. */
  readonly failure: Failure | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** Nobody reads our standard output any more. */
  readonly isReaderGone: boolean;
}

export interface Course {
  readonly stopped: () => Stopped;
  /** We could not do something ourselves: what runs goes on to its end. An error that is no Failure is thrown. */
  readonly fail: (error: unknown) => void;
  /** The reader went away: for whom should the jobs go on? */
  readonly leave: () => void;
  /** There is something to stop from now on. */
  readonly begun: (running: Running) => void;
  /** Resolves when somebody has asked twice. */
  readonly isUrgent: Promise<void>;
  /** Signals are nothing special any more. */
  readonly release: () => void;
}

/** Told when something stops the batch. */
export interface CourseListener {
  readonly onFailure: (failure: Failure) => void;
  readonly onSignal: (signal: NodeJS.Signals) => void;
}

export const createCourse = ({ onFailure, onSignal }: CourseListener): Course => {
  let running: Running | undefined;
  let wanted: Parameters<Running['stop']> | undefined;
  let stopped: Stopped = { failure: undefined, signal: undefined, isReaderGone: false };
  let hurry = (): void => {};
  const isUrgent = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  const stop = (...how: Parameters<Running['stop']>): void => {
    wanted = how;
    running?.stop(...how);
  };
  const release = onInterruption({
    first: (signal) => {
      stopped = { ...stopped, signal };
      onSignal(signal);
      stop('soon', signal);
    },
    second: (signal) => {
      stop('now', signal);
      hurry();
    },
  });
  return {
    stopped: () => stopped,
    fail: (error) => {
      if (!isFailure(error)) throw error;
      if (stopped.failure) return;
      stopped = { ...stopped, failure: error };
      onFailure(error);
      stop('soon', 'SIGTERM');
    },
    leave: () => {
      stopped = { ...stopped, isReaderGone: true };
      stop('now', 'SIGTERM');
    },
    begun: (started) => {
      running = started;
      if (wanted) running.stop(...wanted);
    },
    isUrgent,
    release,
  };
};
